/*
 * libprecis: the public face. A handle holds the knowledge and the last error; files are read and
 * answered one call at a time. Everything runs on this machine; nothing is sent anywhere, nothing
 * is printed, nothing exits. Link with -lprecis -lhts -lyajl -ldeflate -lz -lzstd -lpthread -lm, or
 * ask pkg-config for "precis".
 *
 *     precis *p = NULL;
 *     char *json = NULL;
 *     if (precis_open(NULL, &p) == PRECIS_OK &&
 *         precis_call_file(p, "person.vcf.gz", NULL, &json, NULL) == PRECIS_OK) puts(json);
 *     else fprintf(stderr, "%s\n", precis_error(p));
 *     precis_text_free(json);
 *     precis_close(p);
 *
 * A handle is for one thread at a time; different handles may be used by different threads. The
 * answer is not a medical device's: see the limits in the project's README.
 */
#ifndef PRECIS_H
#define PRECIS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct precis precis;

/** How a call ended; precis_error has the sentence. */
typedef enum precis_result {
    PRECIS_OK = 0,
    PRECIS_BAD_INPUT = 1, /**< the file is not what it claims, or contradicts itself */
    PRECIS_NOT_FOUND = 2, /**< a file, sample or gene that is not there */
    PRECIS_LIMIT = 3,     /**< larger than a stated maximum */
    PRECIS_IO = 4,        /**< the operating system refused */
    PRECIS_NO_MEMORY = 5,
    PRECIS_BAD_ARGUMENT = 6 /**< a NULL where something is needed */
} precis_result;

/** Zeros mean the defaults. */
typedef struct precis_call_options {
    int build;               /**< 37, 38, or 0: found from the file; a contradiction is an error */
    int compatible;          /**< 1: the established peer's rules (--mode compatible) */
    int absent_is_reference; /**< 1: a position without a record is reference; only for files that
                                  are known to list every difference */
    double min_gq;           /**< genotypes below are "not tested"; 0 = off */
    int min_dp;              /**< likewise for read depth */
} precis_call_options;

/** "0.1.0"; static. */
const char *precis_version(void);

/** Opens the built-in knowledge (NULL), an image file or a folder of tables. `*out` is set also on
 *  failure (except PRECIS_NO_MEMORY, then NULL), so that precis_error can say why; close it anyway.
 */
precis_result precis_open(const char *knowledge, precis **out);
void precis_close(precis *p);

/** The sentence for the last failure of this handle, "" after a success; borrowed until the next
 *  call. NULL is taken for a handle that could not be made. */
const char *precis_error(const precis *p);

/** Version of the facts, such as the release they come from; borrowed from the handle. */
const char *precis_knowledge(const precis *p);

/** Pharmacogene calls of every sample of a variant file (VCF, VCF.gz, BCF, gVCF, raw array text) as
 *  JSON, the same as `precis call --format json` (docs/schema/call.schema.json). `options` may be
 *  NULL. `*json` is terminated, owned by the caller (precis_text_free); `*length`, where asked for,
 *  is without the terminator. Both are set only on success. */
precis_result precis_call_file(precis *p, const char *path, const precis_call_options *options,
                               char **json, size_t *length);
void precis_text_free(char *text);

#ifdef __cplusplus
}
#endif

#endif
