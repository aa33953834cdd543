/*
 * Fuzz target: a text VCF through our reader and through htslib must give the same records as far
 * as both come (our rules are stricter in places, see vcf_text.h; htslib checks lines that we
 * skip). Input that does not begin with '#' is taken as data lines behind a usual header.
 */
#include <unistd.h>

#include "fuzz_common.h"
#include "stream_compare.h"

static const char header[] =
    "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n##contig=<ID=chr2>\n"
    "##contig=<ID=chrX>\n##contig=<ID=other>\n##FILTER=<ID=q10,Description=\"q\">\n"
    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"e\">\n"
    "##INFO=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n"
    "##FORMAT=<ID=GQ,Number=1,Type=Float,Description=\"q\">\n"
    "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
    "##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description=\"d\">\n"
    "##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"p\">\n"
    "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"a\">\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\tC\n";

/* htslib 1.16 does not know VCF 4.4's leading phase marks, reads NUL as the end of a line, and
 * reads an empty value as 0 (here: missing). */
static bool is_comparable(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] == '#') return false; /* a damaged header means another thing to each */
    for (size_t i = 0; i < size; i++) {
        if (data[i] == 0) return false;
        bool ends = i + 1 == size || data[i + 1] < 0x20 || data[i + 1] == ':' || data[i + 1] == ',';
        if ((data[i] == ':' || data[i] == ',') && ends) return false;
        if (i > 0 && data[i - 1] == '\t' && (data[i] == '|' || data[i] == '/')) return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const genome_region regions[] = {
        {1, 100, 200}, {1, 1000, 1001}, {2, 0, 50}, {23, 5, 1u << 30}};
    static const uint32_t keep[] = {0, 2};
    if (size > 1 << 16) return 0;
    bool whole = size > 0 && data[0] == '#';
    char path[64];
    int fd = fuzz_file(header, whole ? 0 : sizeof header - 1, data, size, path);
    stream_question q = {
        .path = path, .b.force_htslib = is_comparable(data, size), .fields = !whole};
    stream_answer answer = stream_compare(&q);
    if (!answer.agree) fuzz_disagree(answer.why);
    q.regions = regions;
    q.region_count = sizeof regions / sizeof regions[0];
    q.b.force_htslib = false;
    q.filter_b = true;
    answer = stream_compare(&q);
    if (!answer.agree && answer.end_b == OK) fuzz_disagree(answer.why);
    if (!whole) {
        q = (stream_question){.path = path,
                              .b.force_htslib = is_comparable(data, size),
                              .keep = keep,
                              .keep_count = 2,
                              .fields = true};
        answer = stream_compare(&q);
        if (!answer.agree) fuzz_disagree(answer.why);
    }
    (void)close(fd);
    return 0;
}
