#include "arena.h"

static _Thread_local void *current;

void *tls_arena_enter(void *arena) {
    void *const outer = current;
    current = arena;
    return outer;
}

void tls_arena_leave(void **outer) {
    current = *outer;
}

void *tls_arena_current(void) {
    return current;
}
