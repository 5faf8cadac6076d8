/* SPDX-License-Identifier: MIT */
/*
 * compute: fields that follow from others, by name of formula (schema: computed = "risk_score").
 *
 * Called by the record builder for each object that has a computed field without a given value, children first.
 * A formula reads fields of the object through `in` and answers with a value, or false: undefined results are absent,
 * never NaN or a wrong zero.
 */
#ifndef PLUMB_MODEL_COMPUTE_H
#define PLUMB_MODEL_COMPUTE_H

#include <stdbool.h>
#include <stdint.h>

struct compute_in {
	void *object;
	/* A number (int, number, percent as ratio, money in the project's currency) of the object; false when absent. */
	bool (*number)(void *object, const char *field, double *out);
	bool (*string)(void *object, const char *field, const char **out, unsigned long *len);
	bool (*date)(void *object, const char *field, int32_t *days);
	/* Sum over a list's elements of a numeric field; absent list or an absent value: false. */
	bool (*sum)(void *object, const char *list, const char *field, double *out);
};
struct compute_out {
	bool is_string;
	double number;
	const char *string; /* static: a band's name */
};
typedef bool (*compute_fn)(const struct compute_in *in, struct compute_out *out);
/* NULL: no such formula. */
compute_fn compute_find(const char *name);

#endif
