/* plan_verb.c - which plan may ask for what
 *
 * Runs as: both.  Input: a verb and a kind, both recognised.
 */
#include "vmman/plan.h"

/* Interfaces are released by the marks that they bear; a file that no longer
 * names them cannot keep them. */
static bool is_released_by_name(enum plan_kind kind)
{
	switch (kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
	case PLAN_LOCKED:
		return false;
	case PLAN_PCI:
	case PLAN_USB:
	case PLAN_BLOCK:
	case PLAN_HUGEPAGES:
		return true;
	}
	BUG();
}

bool plan_verb_takes(enum plan_verb verb, enum plan_kind kind)
{
	switch (verb) {
	case PLAN_INIT:
		return kind != PLAN_LOCKED;
	case PLAN_EXPLAIN:
		return true;
	case PLAN_RELEASE:
		return is_released_by_name(kind);
	case PLAN_MEMLOCK:
		return kind == PLAN_LOCKED;
	case PLAN_WHAT_CAN_I:
		return false;
	}
	BUG();
}
