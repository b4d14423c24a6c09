#include <inttypes.h>
#include <string.h>

#include "formats/sysctl.h"

static const char *const sysctl_names[SYSCTL_VALUES] = {
    SYSCTL_NAMES,
    [SYSCTL_SOME_STALL_US] = "some avg10=",
    [SYSCTL_FULL_STALL_US] = "full avg10=",
};

void
sysctl_write(struct text *out, const struct sysctl_values *values)
{
	for (int i = 0; i < SYSCTL_NAMED; i++)
		if (values->known >> i & 1)
			text_add_f(out, "%s: %" PRIu64 "\n", sysctl_names[i],
			    values->value[i]);
}

int
sysctl_read(struct span line, struct sysctl_values *values, const char **reason)
{
	struct span number = {NULL, 0};
	int i = 0;

	/* Nearly every line of a log starts with another letter. */
	if (line.n == 0 || strchr("fhiksv", line.p[0]) == NULL)
		return 0;
	while (!span_skip(&line, sysctl_names[i]))
		if (++i == SYSCTL_VALUES)
			return 0;
	if (i < SYSCTL_NAMED) {
		/*
		 * A model may have such a name, but then no blank follows the
		 * colon.
		 */
		if (!span_skip(&line, ": "))
			return 0;
		number = span_trim(line);
	} else {
		while (span_word(&line, &number))
			if (span_skip(&number, "total="))
				break;
	}
	*reason =
	    i < SYSCTL_NAMED
		? "sysctl: expected a whole number after the colon"
		: "/proc/pressure/memory: expected total= and a whole number";
	if (span_u64(number, &values->value[i]) != 0)
		return -1;
	values->known |= 1u << i;
	return 1;
}
