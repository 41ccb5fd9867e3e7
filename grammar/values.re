/* values.re - the small languages, each recognised whole or not at all
 *
 * Runs as: both.  Input: any bytes, of any length, NUL among them.
 *
 * grammar/README.md states each language in words.  A function here says what
 * a text is; what that means stands in src/value/, one file a language.
 */
#include "value_internal.h"

/* Where a scanner is in its text. */
struct scan {
	struct str from;
	size_t at;
	size_t mark; /* of re2c: where the longest match so far ends */
};

/* The text need not end in a NUL, so nothing is read at its end. */
static bool scan_ended(const struct scan *s)
{
	return s->at >= s->from.len;
}

static unsigned char scan_peek(const struct scan *s)
{
	return scan_ended(s) ? 0 : (unsigned char)s->from.data[s->at];
}

/* A text is @what only if no byte is left behind the match. */
static enum value_scan scan_whole(const struct scan *s, enum value_scan what)
{
	return scan_ended(s) ? what : SCAN_OTHER;
}

/*!re2c
	re2c:flags:bit-vectors = 0; // they exclude re2c:eof
	re2c:api = custom;
	re2c:api:style = free-form;
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYPEEK = "scan_peek(&s)";
	re2c:define:YYSKIP = "s.at++;";
	re2c:define:YYBACKUP = "s.mark = s.at;";
	re2c:define:YYRESTORE = "s.at = s.mark;";
	re2c:define:YYLESSTHAN = "scan_ended(&s)";
	re2c:yyfill:enable = 0;
	re2c:eof = 0;

	letter    = [A-Za-z];
	digit     = [0-9];
	alnum     = letter | digit;
	hex       = [0-9A-Fa-f];
	hex_even  = [02468ACEace];
	hex_odd   = [13579BDFbdf];

	name_byte = alnum | [_.-];
	vm_name   = alnum name_byte{0,63};

	made      = letter (alnum | [_-]){0,14};
	existing  = alnum name_byte{0,14};
	// What Linux itself gives a meaning: two directories beside the
	// interfaces' own in /proc/sys/net/*/conf, and the loopback.
	reserved  = "all" | "default" | "lo";

	octets    = (":" hex{2}){5};
	unicast   = hex hex_even octets;
	multicast = hex hex_odd octets;
	zero      = "00:00:00:00:00:00";

	pci_addr  = (hex{4} ":")? hex{2} ":" [01] hex "." [0-7];
	usb_id    = hex{4} ":" hex{4};
	usb_num   = [1-9] digit{0,2};
	usb_port  = usb_num "-" usb_num ("." usb_num){0,5};
	path_part = (alnum | "_") (alnum | [_.:+=@,-])*;
	plain_path = ("/" path_part)+;
	size      = [1-9] digit* [KMGTkmgt]?;

	uuid      = hex{8} ("-" hex{4}){3} "-" hex{12};

	octet     = "0" | [1-9] digit? | "1" digit{2} | "2" [0-4] digit |
		    "25" [0-5];
	port      = [1-9] digit{0,3} | [1-5] digit{4} | "6" [0-4] digit{3} |
		    "65" [0-4] digit{2} | "655" [0-2] digit | "6553" [0-5];
	forward   = ("tcp" | "udp") ":" octet ("." octet){3} (":" port){2};

	literal   = ([!-~] \ [*{}]) | "{user}" | "{uid}";
*/

enum value_scan scan_vm_name(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	name_byte* ".." name_byte* { return scan_whole(&s, SCAN_DOTS); }
	vm_name { return scan_whole(&s, SCAN_VALUE); }
	*       { return SCAN_OTHER; }
	$       { return SCAN_OTHER; }
	*/
}

enum value_scan scan_ifname(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	reserved { return scan_whole(&s, SCAN_RESERVED); }
	made     { return scan_whole(&s, SCAN_VALUE); }
	*        { return SCAN_OTHER; }
	$        { return SCAN_OTHER; }
	*/
}

enum value_scan scan_ifname_existing(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	reserved { return scan_whole(&s, SCAN_RESERVED); }
	existing { return scan_whole(&s, SCAN_VALUE); }
	*        { return SCAN_OTHER; }
	$        { return SCAN_OTHER; }
	*/
}

enum value_scan scan_mac(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	zero      { return scan_whole(&s, SCAN_ZERO); }
	multicast { return scan_whole(&s, SCAN_MULTICAST); }
	unicast   { return scan_whole(&s, SCAN_VALUE); }
	*         { return SCAN_OTHER; }
	$         { return SCAN_OTHER; }
	*/
}

enum value_scan scan_pci_addr(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	pci_addr { return scan_whole(&s, SCAN_VALUE); }
	*        { return SCAN_OTHER; }
	$        { return SCAN_OTHER; }
	*/
}

enum value_scan scan_usb_id(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	usb_id { return scan_whole(&s, SCAN_VALUE); }
	*      { return SCAN_OTHER; }
	$      { return SCAN_OTHER; }
	*/
}

enum value_scan scan_usb_dev(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	usb_id   { return scan_whole(&s, SCAN_VALUE); }
	usb_port { return scan_whole(&s, SCAN_PORT); }
	*        { return SCAN_OTHER; }
	$        { return SCAN_OTHER; }
	*/
}

enum value_scan scan_plain_path(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	plain_path { return scan_whole(&s, SCAN_VALUE); }
	*         { return SCAN_OTHER; }
	$         { return SCAN_OTHER; }
	*/
}

enum value_scan scan_size(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	size { return scan_whole(&s, SCAN_VALUE); }
	*    { return SCAN_OTHER; }
	$    { return SCAN_OTHER; }
	*/
}

enum value_scan scan_uuid(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	uuid { return scan_whole(&s, SCAN_VALUE); }
	*    { return SCAN_OTHER; }
	$    { return SCAN_OTHER; }
	*/
}

enum value_scan scan_forward(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	forward { return scan_whole(&s, SCAN_VALUE); }
	*       { return SCAN_OTHER; }
	$       { return SCAN_OTHER; }
	*/
}

enum value_scan scan_pattern(struct str from)
{
	struct scan s = {.from = from};
	unsigned char yych;

	/*!re2c
	literal+     { return scan_whole(&s, SCAN_VALUE); }
	literal* "*" { return scan_whole(&s, SCAN_PREFIX); }
	*            { return SCAN_OTHER; }
	$            { return SCAN_OTHER; }
	*/
}
