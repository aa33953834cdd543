/*
 * Speed of the JSON reader: parses FILE into a tree several times and prints the best time.
 * Usage: bench_json FILE [ROUNDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static status measure(const char *path, long rounds, err *e)
{
    AUTO(buf_release) buf text;
    AUTO(arena_release) arena a = {0};
    buf_init(&text, JSON_BYTES_DEFAULT);
    TRY(file_read(path, &text, e));
    double best = 1e9;
    size_t held = 0;
    for (long i = 0; i < rounds; i++) {
        json_doc doc;
        double from = seconds();
        TRY(json_parse(path, buf_str(&text), NULL, &a, &doc, e));
        double took = seconds() - from;
        if (took < best) best = took;
        held = a.total;
        arena_reset(&a);
    }
    printf("%s: %.1f MB in %.2f ms, %.0f MB/s, tree of %.1f MB\n", path, (double)text.n / 1e6,
           best * 1e3, (double)text.n / 1e6 / best, (double)held / 1e6);
    return OK;
}

int main(int argc, char **argv)
{
    err e = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: bench_json FILE [ROUNDS]\n");
        return 2;
    }
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
    if (measure(argv[1], rounds < 1 ? 1 : rounds, &e) != OK) {
        fprintf(stderr, "bench_json: %s\n", e.text);
        return 1;
    }
    return 0;
}
