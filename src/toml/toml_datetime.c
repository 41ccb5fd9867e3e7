/* toml_datetime.c - dates and times
 *
 * Runs as: both.  Input: tokens that the lexer recognised as dates or times.
 *
 * RFC 3339, with TOML 1.1's optional seconds.  As there, a minute may have a
 * second 60 (leap seconds cannot be foretold) and there is a year 0000.
 */
#include "toml_blame.h"
#include "toml_scalar.h"

enum {
	NANOSECOND_DIGITS = 9
};

static unsigned two_digits(const unsigned char *at)
{
	return (at[0] - (unsigned)'0') * 10 + (at[1] - (unsigned)'0');
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30,
					     31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool refuse_range(struct toml_build *b, const unsigned char *at,
			 const char *what, unsigned low, unsigned high)
{
	return toml_refuse(b, at, 2,
			   "the %s is %.2s: it has to be from %02u "
			   "to %02u",
			   what, (const char *)at, low, high);
}

/* YYYY-MM-DD */
static bool date_read(struct toml_build *b, const unsigned char *at,
		      struct toml_datetime *out)
{
	unsigned year = two_digits(at) * 100 + two_digits(at + 2);
	unsigned month = two_digits(at + 5);
	unsigned day = two_digits(at + 8);

	if (month < 1 || month > 12)
		return refuse_range(b, at + 5, "month", 1, 12);
	if (day < 1 || day > days_in(year, month))
		return refuse_range(b, at + 8, "day of this month", 1,
				    days_in(year, month));
	out->year = (int16_t)year;
	out->month = (uint8_t)month;
	out->day = (uint8_t)day;
	return true;
}

/* The digits behind the point; what is finer than a nanosecond is dropped. */
static const unsigned char *fraction_read(const unsigned char *at,
					  uint32_t *out)
{
	uint32_t n = 0;
	unsigned digits = 0;

	for (; *at >= '0' && *at <= '9'; at++)
		if (digits < NANOSECOND_DIGITS) {
			n = n * 10 + (*at - (uint32_t)'0');
			digits++;
		}
	for (; digits < NANOSECOND_DIGITS; digits++)
		n *= 10;
	*out = n;
	return at;
}

/* HH:MM[:SS[.F]]; NULL after a failure, else what is behind it. */
static const unsigned char *time_read(struct toml_build *b,
				      const unsigned char *at,
				      struct toml_datetime *out)
{
	out->hour = (uint8_t)two_digits(at);
	out->minute = (uint8_t)two_digits(at + 3);
	if (out->hour > 23) {
		(void)refuse_range(b, at, "hour", 0, 23);
		return NULL;
	}
	if (out->minute > 59) {
		(void)refuse_range(b, at + 3, "minute", 0, 59);
		return NULL;
	}
	if (at[5] != ':')
		return at + 5;
	out->second = (uint8_t)two_digits(at + 6);
	if (out->second > 60) {
		(void)refuse_range(b, at + 6, "second", 0, 60);
		return NULL;
	}
	if (at[8] != '.')
		return at + 8;
	return fraction_read(at + 9, &out->nanosecond);
}

/* Z or +HH:MM or -HH:MM */
static bool offset_read(struct toml_build *b, const unsigned char *at,
			struct toml_datetime *out)
{
	unsigned hours, minutes;

	if ((*at | 0x20) == 'z')
		return true;
	hours = two_digits(at + 1);
	minutes = two_digits(at + 4);
	if (hours > 23)
		return refuse_range(b, at + 1, "hour of the offset", 0, 23);
	if (minutes > 59)
		return refuse_range(b, at + 4, "minute of the offset", 0, 59);
	out->offset_minutes = (int16_t)(hours * 60 + minutes);
	if (*at == '-')
		out->offset_minutes = (int16_t)-out->offset_minutes;
	return true;
}

static bool read_kind(struct toml_build *b, const unsigned char *at,
		      enum toml_kind kind, struct toml_datetime *out)
{
	if (kind != TOML_KIND_LOCAL_TIME) {
		if (!date_read(b, at, out))
			return false;
		at += sizeof("YYYY-MM-DDT") - 1;
	}
	if (kind != TOML_KIND_LOCAL_DATE)
		at = time_read(b, at, out);
	if (at == NULL)
		return false;
	return kind != TOML_KIND_DATETIME || offset_read(b, at, out);
}

const unsigned char *toml_datetime_make(struct toml_build *b,
					const unsigned char *at,
					const unsigned char *end,
					enum toml_kind kind,
					struct toml_value *out)
{
	struct toml_datetime made = {0};
	struct toml_datetime *room;

	if (!read_kind(b, at, kind, &made))
		return NULL;
	room = toml_take(b, sizeof(*room));
	if (room == NULL)
		return NULL;
	*room = made;
	*out = toml_value(kind, toml_here(b, at), toml_offset(b, room));
	return end;
}
