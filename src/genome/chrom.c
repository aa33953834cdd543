/*
 * Names of chromosomes. Knows the spellings that files use for the 25 human sequences and the
 * accessions of the two genome builds; knows no lengths and no files.
 */
#include "genome/site.h"

/** Version of NC_0000nn in each build. */
typedef struct chrom_accession {
    uint8_t refseq_version[2];
} chrom_accession;

/* NCBI assembly reports GCF_000001405.25 (GRCh37.p13) and GCF_000001405.40 (GRCh38.p14). The
 * GenBank accessions CM000663..CM000686 carry version .1 in GRCh37 and .2 in GRCh38. */
static const chrom_accession accessions[CHROM_Y + 1] = {
    {{0, 0}},   {{10, 11}}, {{11, 12}}, {{11, 12}}, {{11, 12}}, {{9, 10}},  {{11, 12}},
    {{13, 14}}, {{10, 11}}, {{11, 12}}, {{10, 11}}, {{9, 10}},  {{11, 12}}, {{10, 11}},
    {{8, 9}},   {{9, 10}},  {{9, 10}},  {{10, 11}}, {{9, 10}},  {{9, 10}},  {{10, 11}},
    {{8, 9}},   {{10, 11}}, {{10, 11}}, {{9, 10}},
};

static uint8_t letter_code(char c)
{
    switch (c) {
    case 'X':
    case 'x': return CHROM_X;
    case 'Y':
    case 'y': return CHROM_Y;
    case 'M':
    case 'm': return CHROM_MT;
    default: return c >= '1' && c <= '9' ? (uint8_t)(c - '0') : 0;
    }
}

static uint8_t plain_code(str name)
{
    if (name.n == 1) return letter_code(name.p[0]);
    if (name.n != 2) return 0;
    if (str_eq_ci(name, STR("MT"))) return CHROM_MT;
    uint32_t number;
    if (name.p[0] == '0' || !str_to_u32(name, &number) || number > 22) return 0;
    return (uint8_t)number;
}

/* The digits between a prefix of `skip` bytes and the version, and the version behind the dot. */
static bool split_accession(str name, size_t skip, uint32_t *number, uint32_t *version)
{
    size_t dot = str_find(name, '.');
    return dot == skip + 6 && dot < name.n && str_to_u32((str){name.p + skip, 6}, number) &&
           str_to_u32((str){name.p + dot + 1, name.n - dot - 1}, version);
}

static uint8_t code_in_build(uint32_t number, uint32_t version, uint32_t old, uint32_t now,
                             genome_build *build)
{
    if (version != old && version != now) return 0;
    if (build != NULL) *build = version == old ? BUILD_37 : BUILD_38;
    return (uint8_t)number;
}

static uint8_t refseq_code(str name, genome_build *build)
{
    uint32_t number, version;
    if (!split_accession(name, 3, &number, &version)) return 0;
    if (number == 12920 && version == 1) return CHROM_MT; /* rCRS, the same in both builds */
    if (number < 1 || number > CHROM_Y) return 0;
    const uint8_t *versions = accessions[number].refseq_version;
    return code_in_build(number, version, versions[BUILD_37], versions[BUILD_38], build);
}

static uint8_t genbank_code(str name, genome_build *build)
{
    uint32_t number, version;
    if (!split_accession(name, 2, &number, &version) || number < 663 || number > 686) return 0;
    return code_in_build(number - 662, version, 1, 2, build);
}

uint8_t genome_chrom_code(str name, genome_build *build)
{
    if (name.n > 3 && str_eq_ci((str){name.p, 3}, STR("chr"))) {
        return plain_code((str){name.p + 3, name.n - 3});
    }
    if (name.n <= 2) return plain_code(name);
    if (str_starts(name, STR("NC_"))) return refseq_code(name, build);
    if (str_starts(name, STR("CM"))) return genbank_code(name, build);
    if (str_eq(name, STR("J01415.2"))) return CHROM_MT; /* GenBank name of the rCRS */
    return 0;
}

const char *genome_chrom_name(uint8_t chrom)
{
    static const char *const names[CHROM_COUNT] = {
        "?",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10", "11", "12",
        "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "X",  "Y",  "MT",
    };
    return names[chrom < CHROM_COUNT ? chrom : 0];
}
