/* plan_sample.h - plans for the tests of src/plan/ */
#ifndef VMMAN_PLAN_SAMPLE_H
#define VMMAN_PLAN_SAMPLE_H

#include "vmman/plan.h"

static const struct plan_op sample_tap = {
	.kind = PLAN_TAPBRIDGE,
	.ifname = {"alice0"},
	.peer = {"br0.5"},
	.mac = {{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}},
	.queues = 4,
};

static const struct plan_op sample_macvtap = {
	.kind = PLAN_MACVTAP,
	.ifname = {"alice_windows-1"},
	.peer = {"0eno"},
	.mac = {{0xbe, 0xef, 0x00, 0x00, 0x00, 0x01}},
	.mode = PLAN_MODE_VEPA,
};

static inline struct plan sample_plan(void)
{
	return (struct plan){
		.verb = PLAN_INIT,
		.vm = {"dev.1"},
		.count = 2,
		.ops = {sample_tap, sample_macvtap},
	};
}

#endif
