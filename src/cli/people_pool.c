/*
 * Threads that take turns.
 */
#include "cli/people_pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

enum { PARALLEL_FROM = 12 };

typedef struct pool {
    const people_work *work;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t next; /* person that nobody has begun */
    size_t turn; /* person that is to be taken next */
    status result;
    err *error;
} pool;

typedef struct worker {
    pool *pool;
    size_t number;
    pthread_t thread;
    bool started;
} worker;

/* The next people of nobody; false when there are none, or after a failure. */
static bool begin(pool *p, size_t *first, size_t *end)
{
    (void)pthread_mutex_lock(&p->lock);
    bool more = p->result == OK && p->next < p->work->count;
    *first = p->next;
    *end = p->work->count - p->next < PEOPLE_STEP ? p->work->count : p->next + PEOPLE_STEP;
    if (more) p->next = *end;
    (void)pthread_mutex_unlock(&p->lock);
    return more;
}

/* Waits until everybody before `first` was taken; false when that failed. */
static bool wait_for_turn(pool *p, size_t first)
{
    (void)pthread_mutex_lock(&p->lock);
    while (p->turn != first && p->result == OK) (void)pthread_cond_wait(&p->moved, &p->lock);
    bool go_on = p->result == OK;
    (void)pthread_mutex_unlock(&p->lock);
    return go_on;
}

static void end_turn(pool *p, size_t end, status result, const err *e)
{
    (void)pthread_mutex_lock(&p->lock);
    p->turn = end;
    p->result = result;
    if (result != OK) *p->error = *e;
    (void)pthread_cond_broadcast(&p->moved);
    (void)pthread_mutex_unlock(&p->lock);
}

static void *work_on(void *context)
{
    worker *me = context;
    pool *p = me->pool;
    size_t first, end;
    while (begin(p, &first, &end)) {
        err e = {0};
        status s = p->work->make(p->work->context, me->number, first, end, &e);
        if (!wait_for_turn(p, first)) break;
        if (s == OK) s = p->work->take(p->work->context, me->number, first, end, &e);
        end_turn(p, end, s, &e);
    }
    return NULL;
}

size_t people_pool_threads(int asked, size_t people)
{
    if (people < PARALLEL_FROM) return 1;
    long cores = asked > 0 ? asked : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > PEOPLE_THREADS_MAX ? PEOPLE_THREADS_MAX : (size_t)cores;
}

status people_pool_run(const people_work *w, err *e)
{
    worker workers[PEOPLE_THREADS_MAX] = {{0}};
    pool p = {.work = w, .error = e};
    (void)pthread_mutex_init(&p.lock, NULL);
    (void)pthread_cond_init(&p.moved, NULL);
    for (size_t i = 0; i < w->threads && i < PEOPLE_THREADS_MAX; i++) {
        workers[i].pool = &p;
        workers[i].number = i;
        if (i == 0) continue; /* the calling thread */
        workers[i].started = pthread_create(&workers[i].thread, NULL, work_on, &workers[i]) == 0;
    }
    (void)work_on(&workers[0]);
    for (size_t i = 1; i < PEOPLE_THREADS_MAX; i++) {
        if (workers[i].started) (void)pthread_join(workers[i].thread, NULL);
    }
    (void)pthread_cond_destroy(&p.moved);
    (void)pthread_mutex_destroy(&p.lock);
    return p.result;
}
