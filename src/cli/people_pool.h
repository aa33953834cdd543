/*
 * Work on many people by several threads: pieces are made side by side and taken in order, so that
 * what is written does not depend on the number of threads. Memory is bounded by the threads, as
 * nobody begins another piece before his last one was taken. Knows nothing of what is made.
 */
#ifndef PRECIS_CLI_PEOPLE_POOL_H
#define PRECIS_CLI_PEOPLE_POOL_H

#include "base/status.h"

enum { PEOPLE_THREADS_MAX = 64, PEOPLE_STEP = 8 };

typedef struct people_work {
    size_t count; /**< people */
    size_t threads;
    void *context;
    /** Makes people [first, end) on thread number `thread`, beside other threads. */
    status (*make)(void *context, size_t thread, size_t first, size_t end, err *e);
    /** Takes what `make` just made on this thread: one at a time, in the order of people. */
    status (*take)(void *context, size_t thread, size_t first, size_t end, err *e);
} people_work;

/** How many threads are worth it. `asked` 0 = as many as there are cores. */
size_t people_pool_threads(int asked, size_t people);
/** The first failure in the order of people ends it; what stands before it was taken. A thread that
 *  cannot be started is done without. */
CHECKED status people_pool_run(const people_work *w, err *e);

#endif
