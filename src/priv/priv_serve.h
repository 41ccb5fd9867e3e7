/* priv_serve.h - X: root's half, as one straight line */
#ifndef VMMAN_PRIV_SERVE_H
#define VMMAN_PRIV_SERVE_H

#include "vmman/policy.h"

/* Serve one plan of @who over @link, and end. */
_Noreturn void priv_serve(int link, const struct caller *who);

#endif
