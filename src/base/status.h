/*
 * Results that must be looked at. A function that can fail returns `status` and writes its values
 * through out-parameters, set only on success. The sentence for the person who has to act goes
 * into an `err` that the caller owns; nothing here prints, allocates or exits.
 */
#ifndef PRECIS_BASE_STATUS_H
#define PRECIS_BASE_STATUS_H

#include <stddef.h>

/** What went wrong, by kind; the text says where and what to do. */
typedef enum status {
    OK = 0,
    E_SYNTAX,      /**< input is not of the form it claims */
    E_RANGE,       /**< a value outside its documented range */
    E_NOTFOUND,    /**< a name, file or record that is not there */
    E_CONFLICT,    /**< two inputs contradict each other */
    E_LIMIT,       /**< larger than the stated maximum */
    E_IO,          /**< the operating system refused a read or a write */
    E_MEMORY,      /**< no memory */
    E_ARGUMENT,    /**< the caller asked for something that does not exist */
    E_UNSUPPORTED, /**< valid, but not something this build can do */
} status;

#define CHECKED __attribute__((warn_unused_result))

enum { ERR_TEXT_MAX = 768 };

/** One failure: its kind and one line of UTF-8 text (always terminated, cut at the end if longer).
 */
typedef struct err {
    status code;
    char text[ERR_TEXT_MAX];
} err;

/** Forgets an earlier failure. */
void err_clear(err *e);

/** Fills `e` (which may be NULL) and returns `code`; control characters of the text become '?'. */
status err_set(err *e, status code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Puts "prefix: " before the text of `e`; keeps its code. */
void err_prefix(err *e, const char *prefix);

/** Passes a failure up. */
#define TRY(expression)                                                                            \
    do {                                                                                           \
        status try_status_ = (expression);                                                         \
        if (try_status_ != OK) return try_status_;                                                 \
    } while (0)

/** Makes a failure and returns it. */
#define FAIL(e, code, ...) return err_set((e), (code), __VA_ARGS__)

/** Fails with E_MEMORY when the pointer just computed is NULL. */
#define TRY_MEM(e, pointer)                                                                        \
    do {                                                                                           \
        if ((pointer) == NULL) return err_set((e), E_MEMORY, "out of memory");                     \
    } while (0)

/** Releases a local at the end of its scope: `AUTO(buf_release) buf b;` */
#define AUTO(release) __attribute__((cleanup(release)))

#endif
