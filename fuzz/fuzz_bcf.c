/*
 * Fuzz target: a BCF file through our reader and through htslib must give the same records as far
 * as both come. Input that does not begin with "BCF" is taken as records behind a usual header.
 */
#include <string.h>
#include <unistd.h>

#include "fuzz_common.h"
#include "stream_compare.h"

static const char header[] = "##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"p\",IDX=0>\n"
                             "##contig=<ID=chr1,length=248956422,IDX=0>\n##contig=<ID=chr2,IDX=1>"
                             "\n##contig=<ID=chrX,IDX=2>\n"
                             "##contig=<ID=other,IDX=3>\n"
                             "##FILTER=<ID=q10,Description=\"q\",IDX=1>\n"
                             "##INFO=<ID=END,Number=1,Type=Integer,Description=\"e\",IDX=2>\n"
                             "##INFO=<ID=DP,Number=1,Type=Integer,Description=\"d\",IDX=3>\n"
                             "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\",IDX=4>\n"
                             "##FORMAT=<ID=GQ,Number=1,Type=Float,Description=\"q\",IDX=5>\n"
                             "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\",IDX=3>\n"
                             "##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description=\"d\",IDX=6>\n"
                             "##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"p\",IDX=7>\n"
                             "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"a\",IDX=8>\n"
                             "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\tC\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const genome_region regions[] = {{1, 100, 200}, {1, 1000, 1001}, {2, 0, 50}};
    if (size > 1 << 16) return 0;
    bool whole = size >= 3 && memcmp(data, "BCF", 3) == 0;
    char front[9 + sizeof header] = "BCF\2\2", path[64];
    uint32_t text = sizeof header;
    memcpy(front + 5, &text, sizeof text);
    memcpy(front + 9, header, sizeof header);
    int fd = fuzz_file(front, whole ? 0 : sizeof front, data, size, path);
    stream_question q = {.path = path, .fields = !whole};
    stream_answer answer = stream_compare(&q); /* with itself: must not fail in any other way */
    if (!answer.agree) fuzz_disagree(answer.why);
    if (answer.end_a == OK && !whole) { /* a damaged header means another thing to each */
        q.b.force_htslib = true;
        answer = stream_compare(&q);
        if (!answer.agree) fuzz_disagree(answer.why);
    }
    q = (stream_question){.path = path,
                          .regions = regions,
                          .filter_b = true,
                          .region_count = sizeof regions / sizeof regions[0]};
    answer = stream_compare(&q);
    if (!answer.agree && answer.end_b == OK) fuzz_disagree(answer.why);
    (void)close(fd);
    return 0;
}
