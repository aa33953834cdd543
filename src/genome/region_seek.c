/*
 * Choosing the way to the wanted regions: index, halving or reading through. Knows which files
 * allow which; the ways themselves are index_file's and block_bisect's.
 */
#include "genome/region_seek.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "genome/block_bisect.h"
#include "genome/index_file.h"
#include "genome/vcf_text.h"

enum { SMALL_FILE = 1 << 18, PATH_ROOM = 4096 + 8, CHECKS = 3 };

static const char note_old[] = "the index is older than the file and is not used";
static const char note_bad[] = "the index is damaged or not of this format and is not used";
static const char note_foreign[] = "the index does not fit the file and is not used";

static bool is_wanted_chrom(const source_context *c, uint8_t chrom)
{
    return chrom != 0 && c->wanted.first[chrom] < c->wanted.first[chrom + 1];
}

static status record_fits(source_context *c, bool *good, err *e)
{
    int32_t head[4];
    bool there;
    TRY(block_reader_need(&c->in, sizeof head, &there, e));
    if (!there) return OK;
    memcpy(head, c->in.data + c->in.begin, sizeof head);
    bool formed = head[0] >= 24 && head[2] >= 0 && head[3] >= -1;
    *good = formed && (size_t)head[2] < c->header.contig_code_count &&
            is_wanted_chrom(c, c->header.contig_codes[head[2]]);
    return OK;
}

static status line_fits(source_context *c, bool *good, err *e)
{
    str line, chrom;
    uint32_t pos1;
    bool there;
    TRY(vcf_text_line(c, &line, &there, e));
    *good = there && vcf_text_position(line, &chrom, &pos1) &&
            is_wanted_chrom(c, genome_chrom_code(chrom, NULL));
    return OK;
}

/* Only these end the reading; other failures here mean that the index is of no use. */
static bool is_grave(status result)
{
    return result == E_MEMORY || result == E_IO;
}

/* Does a line or record of a wanted chromosome stand at the span's beginning? An index made for
 * another file hardly ever passes. */
static status fits(source_context *c, const plan_span *span, bool is_bcf, bool *good, err *e)
{
    err inner = {.code = OK};
    *good = false;
    if (span->from >> 16 >= c->in.size_at_open) return OK;
    status result = block_reader_seek(&c->in, span->from, &inner);
    if (result == OK) result = is_bcf ? record_fits(c, good, &inner) : line_fits(c, good, &inner);
    if (!is_grave(result)) return OK;
    if (e != NULL) *e = inner;
    return result;
}

static status check_spans(source_context *c, const span_list *list, bool is_bcf, const char **note,
                          err *e)
{
    uint64_t number = c->number;
    for (size_t k = 0; k < CHECKS && list->count > 0; k++) {
        bool good;
        TRY(fits(c, &list->items[k * (list->count - 1) / (CHECKS - 1)], is_bcf, &good, e));
        if (!good) {
            *note = note_foreign;
            break;
        }
    }
    c->number = number;
    return OK;
}

/* Tries one index; `*used` when its answer stands in `list`. */
static status try_index(source_context *c, const char *path, const char *suffix, bool is_bcf,
                        span_list *list, bool *used, const char **note, err *e)
{
    char name[PATH_ROOM];
    struct stat of_file, of_index;
    int n = snprintf(name, sizeof name, "%s%s", path, suffix);
    if (n < 0 || (size_t)n >= sizeof name || stat(name, &of_index) != 0) return OK;
    if (stat(path, &of_file) != 0 || of_index.st_mtime < of_file.st_mtime) {
        *note = note_old;
        return OK;
    }
    const char *why = NULL, *foreign = NULL;
    TRY(index_file_spans(name, c, is_bcf, list, &why, e));
    if (why == NULL) TRY(check_spans(c, list, is_bcf, &foreign, e));
    *used = why == NULL && foreign == NULL;
    if (why != NULL) *note = note_bad;
    if (foreign != NULL) *note = foreign;
    if (*used) *note = NULL;
    if (!*used) list->count = 0;
    return OK;
}

static bool can_halve(const source_context *c, bool is_bcf)
{
    return !is_bcf && !c->header.shown.is_gvcf && !c->header.declares_structural;
}

static status find_spans(source_context *c, const char *path, bool is_bcf, bool no_index,
                         span_list *list, bool *used, const char **note, err *e)
{
    *used = false;
    if (!no_index && !is_bcf) TRY(try_index(c, path, ".tbi", is_bcf, list, used, note, e));
    if (!no_index && !*used) TRY(try_index(c, path, ".csi", is_bcf, list, used, note, e));
    if (*used || !can_halve(c, is_bcf)) return OK;
    err inner = {.code = OK};
    status result = block_bisect_spans(c, REGION_SEEK_MARGIN, list, used, &inner);
    if (is_grave(result)) {
        if (e != NULL) *e = inner;
        return result;
    }
    if (result != OK) *used = false; /* reading through will say where the damage is */
    c->plan.by_bisection = *used;
    return OK;
}

status region_seek_plan(source_context *c, const char *path, bool is_bcf, bool no_index,
                        const char **note, err *e)
{
    if (c->in.format != BLOCK_BGZF || c->in.size_at_open < SMALL_FILE) return OK;
    span_list list = {.items = NULL};
    bool used = false;
    status result = find_spans(c, path, is_bcf, no_index, &list, &used, note, e);
    if (result == OK) result = block_reader_seek(&c->in, c->data_place, e);
    if (result != OK || !used) {
        span_list_release(&list);
        return result;
    }
    c->plan = (read_plan){.spans = list.items,
                          .count = list.count,
                          .active = true,
                          .by_bisection = c->plan.by_bisection};
    return OK;
}
