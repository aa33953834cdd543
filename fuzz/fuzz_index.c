/*
 * Fuzz target: a .tbi or .csi index as input. The stretches it gives must be ascending, disjoint
 * and not empty, whatever it holds.
 */
#include <unistd.h>

#include "fuzz_common.h"
#include "genome/index_file.h"

static const uint8_t contig_codes[] = {1, 2, 23, 0};

static void read_index(const char *path, bool is_bcf)
{
    static const genome_region regions[] = {{1, 0, 1},
                                            {1, 100000, 200000},
                                            {1, 5000000, 5000001},
                                            {2, 16000, 17000},
                                            {23, 5, 1u << 30}};
    source_context c = {.name = path};
    span_list list = {.items = NULL};
    const char *why;
    err e;
    c.header.contig_codes = contig_codes;
    c.header.contig_code_count = sizeof contig_codes;
    if (region_set_make(&c.wanted, regions, sizeof regions / sizeof regions[0], &e) != OK) {
        fuzz_disagree("regions");
    }
    status result = index_file_spans(path, &c, is_bcf, &list, &why, &e);
    for (size_t i = 0; result == OK && why == NULL && i < list.count; i++) {
        const plan_span *s = &list.items[i];
        if (s->from >= s->to) fuzz_disagree("an empty stretch");
        if (i > 0 && s->from < list.items[i - 1].to) fuzz_disagree("stretches overlap");
    }
    span_list_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    if (size > 1 << 16) return 0;
    int fd = fuzz_file(data, size, NULL, 0, path);
    read_index(path, false);
    read_index(path, true);
    (void)close(fd);
    return 0;
}
