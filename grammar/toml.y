/* toml.y - the structure of a TOML 1.1 document
 *
 * Runs as: both.  Input: the tokens of toml.re.
 *
 * https://toml.io/en/v1.1.0; grammar/README.md maps its productions to these.
 * The lexer folds what comes together into one token, since a token costs
 * this automaton as much as ten bytes cost the lexer:
 *
 *	KEY_DOT               key "."       a part of a dotted key
 *	PAIR                  key "=" scalar
 *	PAIR_COMMA PAIR_END   key "=" scalar "," or "}"
 *	KEY_ARRAY KEY_TABLE   key "=" "[" or "{"
 *	HEADER_DOT            key "."       a part of a header
 *	HEADER HEADERS        key "]" or "]]"
 *	SCALAR_COMMA SCALAR_END             scalar "," or "]"
 *	ARRAY TABLE           "[" or "{"    as an element of an array
 *	ARRAY_END TABLE_END   "]" or "}"    where no scalar is before it
 *	COMMA                 ","           behind an array or inline table
 *
 * It also sees to it that whatever has to end its line does.
 *
 * lemon executes an action one token late, hence no action may tell the lexer
 * anything, and what an action needs has to be in its tokens.
 */
%name toml_grammar
%token_prefix TOKEN_
%token_type {union toml_token}
%extra_context {struct toml_build *b}

%include {
#include "toml_build.h"

/* The lexer includes this parser, so that both become one function. */
static void toml_grammarInit(void *, struct toml_build *);
static void toml_grammarFinalize(void *);
static void toml_grammar(void *, int, union toml_token);
static int toml_grammarFallback(int);
}

/* A level of nesting is at most "pairs path KEY_TABLE": three entries. */
%stack_size 400
%stack_overflow { BUG(); }

/* No rule has it: the lexer found no token and has said why. */
%token BAD.
%syntax_error { toml_build_end(b, TOML_MISPLACED); }
%parse_accept { toml_build_end(b, TOML_ACCEPTED); }

document ::= lines.

lines ::= .
lines ::= lines PAIR(P).                { toml_build_pair(b, P.pair); }
lines ::= lines path(T) PAIR(P).        { toml_build_pair_in(b, T, P.pair); }
lines ::= lines member(P).              { toml_build_pair(b, P.pair); }
lines ::= lines path(T) member(P).      { toml_build_pair_in(b, T, P.pair); }
lines ::= lines HEADER(K).              { toml_build_table(b, NULL, K.key); }
lines ::= lines prefix(T) HEADER(K).    { toml_build_table(b, T, K.key); }
lines ::= lines HEADERS(K).             { toml_build_tables(b, NULL, K.key); }
lines ::= lines prefix(T) HEADERS(K).   { toml_build_tables(b, T, K.key); }

%type path {struct toml_value *}
path(T) ::= KEY_DOT(K).                 { T = toml_build_step(b, K.key); }
path(T) ::= path(U) KEY_DOT(K).         { T = toml_build_step_in(b, U, K.key); }

%type prefix {struct toml_value *}
prefix(T) ::= HEADER_DOT(K).            { T = toml_build_prefix(b, NULL, K.key); }
prefix(T) ::= prefix(U) HEADER_DOT(K).  { T = toml_build_prefix(b, U, K.key); }

/* A pair whose value is an array or an inline table. */
member(M) ::= KEY_ARRAY(P) array(V).    { M = toml_build_nested_pair(P, V); }
member(M) ::= KEY_TABLE(P) table(V).    { M = toml_build_nested_pair(P, V); }

/* The same as an element of an array. */
%type nested {struct toml_value}
nested(N) ::= ARRAY(B) array(V).        { N = toml_build_nested(B, V); }
nested(N) ::= TABLE(B) table(V).        { N = toml_build_nested(B, V); }

/* Behind "[". */
%type array {struct toml_value}
array(V) ::= elements(M) ARRAY_END.           { V = toml_build_array(b, M); }
array(V) ::= elements(M) SCALAR_END(S).       { toml_build_element(b, S.value);
						V = toml_build_array(b, M); }
array(V) ::= elements(M) nested(N) ARRAY_END. { toml_build_element(b, N);
						V = toml_build_array(b, M); }

/* Elements, each with its comma; where the stack was before them. */
%type elements {uint32_t}
elements(M) ::= .                               { M = toml_build_array_begin(b); }
elements(M) ::= elements(M) SCALAR_COMMA(S).    { toml_build_element(b, S.value); }
elements(M) ::= elements(M) nested(N) COMMA.    { toml_build_element(b, N); }

/* Behind "{". */
%type table {struct toml_value}
table(V) ::= pairs TABLE_END.                 { V = toml_build_inline(b); }
table(V) ::= pairs PAIR_END(P).               { toml_build_pair(b, P.pair);
						V = toml_build_inline(b); }
table(V) ::= pairs path(T) PAIR_END(P).       { toml_build_pair_in(b, T, P.pair);
						V = toml_build_inline(b); }
table(V) ::= pairs member(P) TABLE_END.       { toml_build_pair(b, P.pair);
						V = toml_build_inline(b); }
table(V) ::= pairs path(T) member(P) TABLE_END. { toml_build_pair_in(b, T, P.pair);
						V = toml_build_inline(b); }

/* Pairs, each with its comma. */
pairs ::= .                                   { toml_build_inline_begin(b); }
pairs ::= pairs PAIR_COMMA(P).                { toml_build_pair(b, P.pair); }
pairs ::= pairs path(T) PAIR_COMMA(P).        { toml_build_pair_in(b, T, P.pair); }
pairs ::= pairs member(P) COMMA.              { toml_build_pair(b, P.pair); }
pairs ::= pairs path(T) member(P) COMMA.      { toml_build_pair_in(b, T, P.pair); }
