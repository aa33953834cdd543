/*
 * Reading typed BCF values. Knows types and bounds; knows nothing of what the values mean.
 */
#include "genome/bcf_value.h"

bool bcf_take_type(bcf_bytes *b, uint32_t *type, uint32_t *count)
{
    if (b->p >= b->end) return false;
    uint32_t byte = *b->p++;
    *type = byte & 0xF;
    *count = byte >> 4;
    if (*type != BCF_NONE && bcf_size(*type) == 0) return false;
    if (*count < 15) return true;
    int32_t n;
    /* The count that follows is a single integer, so this nests once only. */
    if (b->p >= b->end || *b->p >> 4 != 1 || !bcf_take_int(b, &n) || n < 0) return false;
    *count = (uint32_t)n;
    return true;
}

bool bcf_take_vector(bcf_bytes *b, bcf_vector *v)
{
    if (!bcf_take_type(b, &v->type, &v->count)) return false;
    uint64_t bytes = (uint64_t)v->count * bcf_size(v->type);
    if (bytes > (uint64_t)(b->end - b->p)) return false;
    v->data = b->p;
    b->p += bytes;
    return true;
}

bool bcf_take_int(bcf_bytes *b, int32_t *value)
{
    bcf_vector v;
    if (!bcf_take_vector(b, &v) || v.count != 1 || v.type < BCF_INT8 || v.type > BCF_INT32) {
        return false;
    }
    *value = bcf_int(v.type, v.data);
    return true;
}

bool bcf_take_text(bcf_bytes *b, str *text)
{
    bcf_vector v;
    if (!bcf_take_vector(b, &v) || (v.type != BCF_CHAR && v.count != 0)) return false;
    *text = (str){(const char *)v.data, v.count};
    text->n = str_find(*text, '\0');
    return true;
}
