/* unit.h - what every cmocka test includes */
#ifndef VMMAN_UNIT_H
#define VMMAN_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
