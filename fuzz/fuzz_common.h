/*
 * What the fuzz targets share: an input as a file that exists only in memory, and a main that
 * replays files when the program is built without libFuzzer (-DFUZZ_REPLAY).
 */
#ifndef PRECIS_FUZZ_COMMON_H
#define PRECIS_FUZZ_COMMON_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Makes an anonymous file of the given parts; `path` receives its name. Close the result. */
int fuzz_file(const void *a, size_t a_size, const void *b, size_t b_size, char path[64]);
/** Stops the program with a message: the two ways disagree. */
void fuzz_disagree(const char *what);
/** Stops the program, naming the condition, when it does not hold. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) fuzz_disagree(#condition);                                               \
    } while (0)

#endif
