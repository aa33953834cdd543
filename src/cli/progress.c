/*
 * Progress: a thread looks at the clock and prints; the working thread only stores numbers.
 */
#include "cli/progress.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MAX = 120, FIRST_MS = 1500, NEXT_MS = 500 };

static struct {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool running, stopping, shown;
    char text[TEXT_MAX];
    atomic_size_t done, all;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER, .stop = PTHREAD_COND_INITIALIZER};

static void print_line(unsigned seconds)
{
    size_t done = atomic_load(&state.done), all = atomic_load(&state.all);
    if (all > 0) {
        (void)fprintf(stderr, "\r\033[K%s: %zu of %zu, %u s", state.text, done, all, seconds);
    } else {
        (void)fprintf(stderr, "\r\033[K%s: %u s", state.text, seconds);
    }
    (void)fflush(stderr);
    state.shown = true;
}

static void add_ms(struct timespec *t, long ms)
{
    t->tv_nsec += ms % 1000 * 1000000;
    t->tv_sec += ms / 1000 + t->tv_nsec / 1000000000;
    t->tv_nsec %= 1000000000;
}

static void *watch(void *unused)
{
    struct timespec start, next;
    (void)clock_gettime(CLOCK_REALTIME, &start);
    next = start;
    add_ms(&next, FIRST_MS);
    (void)pthread_mutex_lock(&state.lock);
    while (!state.stopping) {
        if (pthread_cond_timedwait(&state.stop, &state.lock, &next) == 0) continue;
        print_line((unsigned)(next.tv_sec - start.tv_sec));
        add_ms(&next, NEXT_MS);
    }
    (void)pthread_mutex_unlock(&state.lock);
    return unused;
}

void progress_begin(const char *what)
{
    if (isatty(STDERR_FILENO) == 0) return;
    progress_end();
    (void)snprintf(state.text, sizeof state.text, "%s", what);
    atomic_store(&state.done, 0);
    atomic_store(&state.all, 0);
    state.stopping = state.shown = false;
    state.running = pthread_create(&state.thread, NULL, watch, NULL) == 0;
}

void progress_count(size_t done, size_t all)
{
    atomic_store_explicit(&state.done, done, memory_order_relaxed);
    atomic_store_explicit(&state.all, all, memory_order_relaxed);
}

void progress_end(void)
{
    if (!state.running) return;
    (void)pthread_mutex_lock(&state.lock);
    state.stopping = true;
    (void)pthread_cond_signal(&state.stop);
    (void)pthread_mutex_unlock(&state.lock);
    (void)pthread_join(state.thread, NULL);
    state.running = false;
    if (state.shown) (void)fputs("\r\033[K", stderr);
}
