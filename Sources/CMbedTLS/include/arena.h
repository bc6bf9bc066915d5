// Which heap the library's calls use: the one that the calling thread has entered.
//
// The library allocates by calloc() and free(). In a program that gives each transport a heap of its
// own, the library's archives call tls_arena_calloc() and tls_arena_free() instead (their symbols are
// renamed before linking), which belong to the heap that is entered.

#ifndef TLS_ARENA_H
#define TLS_ARENA_H

// Enters a heap, on this thread, and returns the one that was entered before; NULL stands for none.
void *tls_arena_enter(void *arena);

// Goes back to the heap that tls_arena_enter() returned, which `outer` points to.
void tls_arena_leave(void **outer);

// The heap that this thread has entered.
void *tls_arena_current(void);

#endif
