/* toml.y - the structure of a TOML 1.1 document
 *
 * Runs as: both.  Input: the tokens of toml.re.
 *
 * https://toml.io/en/v1.1.0; grammar/README.md maps its productions to these.
 * The lexer folds what always comes together into one token, since a token
 * costs this automaton as much as ten bytes cost the lexer:
 *
 *	KEY_DOT         key "."                    in a dotted key
 *	KEY_IS          key "=", and a "[" or "{" follows
 *	PAIR PAIR_COMMA key "=" scalar, in inline tables perhaps with its ","
 *	HEADER_DOT      key "."                    in a header
 *	TABLE TABLES    key "]" or key "]]", the end of a header
 *	SCALAR SCALAR_COMMA                        in an array
 *
 * It also sees to it that a pair, a header or a value that has to end its
 * line does.  Only the actions of complete rules may have effects: lemon
 * executes them one token late.
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

/* A level of nesting is at most "table_part path KEY_IS": three entries. */
%stack_size 400
%stack_overflow { BUG(); }

/* No rule has it: the lexer found no token and has said why. */
%token BAD.

/* The lexer's loop says what is wrong: it knows the text. */
%syntax_error { b->misplaced = true; }
%parse_accept { b->accepted = true; }

document ::= lines.

lines ::= .
lines ::= lines PAIR(P).                      { toml_build_pair(b, P.pair); }
lines ::= lines path(T) PAIR(P).              { toml_build_pair_in(b, T, P.pair); }
lines ::= lines KEY_IS(K) compound(V).        { toml_build_value(b, K.key, V); }
lines ::= lines path(T) KEY_IS(K) compound(V). { toml_build_value_in(b, T, K.key, V); }
lines ::= lines TABLE(K).                     { toml_build_table(b, NULL, K.key); }
lines ::= lines header(T) TABLE(K).           { toml_build_table(b, T, K.key); }
lines ::= lines TABLES(K).                    { toml_build_tables(b, NULL, K.key); }
lines ::= lines header(T) TABLES(K).          { toml_build_tables(b, T, K.key); }

%type path {struct toml_value *}
path(T) ::= KEY_DOT(K).                       { T = toml_build_step(b, K.key); }
path(T) ::= path(U) KEY_DOT(K).               { T = toml_build_step_in(b, U, K.key); }

%type header {struct toml_value *}
header(T) ::= HEADER_DOT(K).                  { T = toml_build_header_step(b, NULL, K.key); }
header(T) ::= header(U) HEADER_DOT(K).        { T = toml_build_header_step(b, U, K.key); }

%type compound {struct toml_value}
compound(V) ::= array_part(A) ARRAY_END.            { V = toml_build_array(b, A); }
compound(V) ::= array_part(A) last_element ARRAY_END. { V = toml_build_array(b, A); }
compound(V) ::= table_part INLINE_END.              { V = toml_build_inline(b); }
compound(V) ::= table_part last_pair INLINE_END.    { V = toml_build_inline(b); }

/* An array so far; each element has its comma. */
%type array_part {struct toml_open}
array_part(A) ::= ARRAY_BEGIN(B).             { A = toml_build_array_begin(b, B.place); }
array_part(A) ::= array_part(A) SCALAR_COMMA(V). { toml_build_element(b, V.value); }
array_part(A) ::= array_part(A) compound(V) COMMA. { toml_build_element(b, V); }

last_element ::= SCALAR(V).                   { toml_build_element(b, V.value); }
last_element ::= compound(V).                 { toml_build_element(b, V); }

/* An inline table so far; each pair has its comma. */
table_part ::= INLINE_BEGIN(B).               { toml_build_inline_begin(b, B.place); }
table_part ::= table_part PAIR_COMMA(P).      { toml_build_pair(b, P.pair); }
table_part ::= table_part path(T) PAIR_COMMA(P). { toml_build_pair_in(b, T, P.pair); }
table_part ::= table_part KEY_IS(K) compound(V) COMMA. { toml_build_value(b, K.key, V); }
table_part ::= table_part path(T) KEY_IS(K) compound(V) COMMA. { toml_build_value_in(b, T, K.key, V); }

last_pair ::= PAIR(P).                        { toml_build_pair(b, P.pair); }
last_pair ::= path(T) PAIR(P).                { toml_build_pair_in(b, T, P.pair); }
last_pair ::= KEY_IS(K) compound(V).          { toml_build_value(b, K.key, V); }
last_pair ::= path(T) KEY_IS(K) compound(V).  { toml_build_value_in(b, T, K.key, V); }
