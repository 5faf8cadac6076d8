/* SPDX-License-Identifier: MIT */
/* protocol: one table a struct; the order of a table is the order on the wire. */
#include "work/protocol.h"

static const struct wire_field text2_fields[] = { WIRE_STRING(struct text2, en), WIRE_STRING(struct text2, zh) };
static const struct wire_shape text2_shape = WIRE_SHAPE(struct text2, text2_fields);

static const struct wire_field err_fields[] = {
	WIRE_INT(struct err, code), WIRE_STRING(struct err, message), WIRE_STRING(struct err, file), WIRE_INT(struct err, line),
	WIRE_INT(struct err, column), WIRE_STRING(struct err, pointer), WIRE_STRING(struct err, hint),
};
const struct wire_shape err_shape = WIRE_SHAPE(struct err, err_fields);

/* ---- LOAD ---- */

static const struct wire_field limits_fields[] = {
	WIRE_UINT(struct json_limits, bytes), WIRE_UINT(struct json_limits, depth), WIRE_UINT(struct json_limits, key),
	WIRE_UINT(struct json_limits, elements),
};
static const struct wire_shape limits_shape = WIRE_SHAPE(struct json_limits, limits_fields);

static const struct wire_field options_fields[] = {
	WIRE_UINT(struct pool_options, soft_ms), WIRE_UINT(struct pool_options, load_ms), WIRE_UINT(struct pool_options, state_bytes),
	WIRE_UINT(struct pool_options, block_bytes), WIRE_UINT(struct pool_options, quarantine_after),
	WIRE_STRUCT(struct pool_options, limits, limits_shape), WIRE_ENUM(struct pool_options, intake, INTAKE_PARTIAL + 1),
};
static const struct wire_shape options_shape = WIRE_SHAPE(struct pool_options, options_fields);

static const struct wire_field skipped_file_fields[] = {
	WIRE_UINT(struct skipped_file, file), WIRE_STRING(struct skipped_file, message), WIRE_UINT(struct skipped_file, line),
};
static const struct wire_shape skipped_file_shape = WIRE_SHAPE(struct skipped_file, skipped_file_fields);

static const struct wire_field load_request_fields[] = {
	WIRE_STRUCT(struct load_request, options, options_shape),
	WIRE_LIST(struct load_request, skipped, skipped_count, skipped_file_shape),
};
const struct wire_shape load_request_shape = WIRE_SHAPE(struct load_request, load_request_fields);

static const struct wire_field file_fields[] = {
	WIRE_STRING(struct generation_file, path), WIRE_BYTES(struct generation_file, text, len),
};
static const struct wire_shape file_shape = WIRE_SHAPE(struct generation_file, file_fields);

static const struct wire_field zone_fields[] = {
	WIRE_CHARS(struct zone, name), WIRE_INT(struct zone, base_offset), WIRE_NUMBERS(struct zone, at, count),
	WIRE_NUMBERS_AGAIN(struct zone, offset, count),
};
static const struct wire_shape zone_shape = WIRE_SHAPE(struct zone, zone_fields);

static const struct wire_field calendar_fields[] = {
	WIRE_UINT(struct calendar, weekend), WIRE_INT(struct calendar, first_year), WIRE_INT(struct calendar, last_year),
	WIRE_NUMBERS(struct calendar, day, count), WIRE_NUMBERS_AGAIN(struct calendar, works, count),
};
static const struct wire_shape calendar_shape = WIRE_SHAPE(struct calendar, calendar_fields);

static const struct wire_field generation_fields[] = {
	WIRE_STRING(struct generation, prefix), WIRE_INT(struct generation, as_of_ms), WIRE_POINTER(struct generation, zone, zone_shape),
	WIRE_POINTER(struct generation, calendar, calendar_shape), WIRE_STRING(struct generation, lang),
	WIRE_BOOL(struct generation, lenient), WIRE_LIST(struct generation, files, count, file_shape),
};
const struct wire_shape generation_shape = WIRE_SHAPE(struct generation, generation_fields);

/* ---- LOADED ---- */

static const struct wire_field rule_fields[] = {
	WIRE_STRING(struct rule_info, id), WIRE_STRING(struct rule_info, policy), WIRE_STRING(struct rule_info, file),
	WIRE_INT(struct rule_info, line), WIRE_ENUM(struct rule_info, severity, SEVERITY_COUNT),
	WIRE_STRINGS(struct rule_info, covers, covers_count), WIRE_STRINGS(struct rule_info, tags, tags_count),
	WIRE_STRUCT(struct rule_info, message, text2_shape), WIRE_STRUCT(struct rule_info, remedy, text2_shape),
	WIRE_STRUCT(struct rule_info, title, text2_shape), WIRE_STRING(struct rule_info, owner), WIRE_STRING(struct rule_info, link),
	WIRE_STRING(struct rule_info, digest), WIRE_STRING(struct rule_info, each), WIRE_STRING(struct rule_info, by), WIRE_STRING(struct rule_info, among), WIRE_BOOL(struct rule_info, reads_across), WIRE_BOOL(struct rule_info, metric), WIRE_STRING(struct rule_info, gate),
	WIRE_ENUM(struct rule_info, enforcement, ENFORCEMENT_HARD + 1), WIRE_STRING(struct rule_info, formerly),
	WIRE_STRING(struct rule_info, replaces), WIRE_STRING(struct rule_info, deprecated),
};
static const struct wire_shape rule_shape = WIRE_SHAPE(struct rule_info, rule_fields);

static const struct wire_field policy_fields[] = {
	WIRE_STRING(struct policy_info, id), WIRE_STRING(struct policy_info, file), WIRE_STRUCT(struct policy_info, title, text2_shape),
	WIRE_STRING(struct policy_info, owner), WIRE_UINT(struct policy_info, first_rule), WIRE_UINT(struct policy_info, rule_count),
};
static const struct wire_shape policy_shape = WIRE_SHAPE(struct policy_info, policy_fields);

static const struct wire_field diagnostic_fields[] = {
	WIRE_BOOL(struct diagnostic, warning), WIRE_STRING(struct diagnostic, file), WIRE_STRING(struct diagnostic, message),
	WIRE_STRING(struct diagnostic, hint), WIRE_STRING(struct diagnostic, code), WIRE_INT(struct diagnostic, line),
	WIRE_INT(struct diagnostic, column), WIRE_INT(struct diagnostic, width), WIRE_STRING(struct diagnostic, source),
};
static const struct wire_shape diagnostic_shape = WIRE_SHAPE(struct diagnostic, diagnostic_fields);

static const struct wire_field diagnostics_fields[] = {
	WIRE_LIST(struct diagnostics, items, count, diagnostic_shape), WIRE_UINT(struct diagnostics, errors),
};
static const struct wire_shape diagnostics_shape = WIRE_SHAPE(struct diagnostics, diagnostics_fields);

static const struct wire_field phase_fields[] = {
	WIRE_STRING(struct phase, name), WIRE_STRING(struct phase, during), WIRE_UINT(struct phase, place), WIRE_STRINGS(struct phase, approvers, approver_count),
	WIRE_ENUM(struct phase, blocked_by, SEVERITY_COUNT + 1), WIRE_STRINGS(struct phase, blocking_tags, blocking_tag_count), WIRE_INT(struct phase, line),
};
static const struct wire_shape phase_shape = WIRE_SHAPE(struct phase, phase_fields);

static const struct wire_field phases_fields[] = { WIRE_LIST(struct phases, items, count, phase_shape) };
static const struct wire_shape phases_shape = WIRE_SHAPE(struct phases, phases_fields);

static const struct wire_field loaded_fields[] = {
	WIRE_LIST(struct loaded, rules, rule_count, rule_shape), WIRE_LIST(struct loaded, policies, policy_count, policy_shape),
	WIRE_STRUCT(struct loaded, diagnostics, diagnostics_shape), WIRE_BYTES(struct loaded, schema_json, schema_len),
	WIRE_STRINGS(struct loaded, test_files, test_file_count), WIRE_CHARS(struct loaded, generation),
	WIRE_BOOL(struct loaded, history), WIRE_BOOL(struct loaded, across), WIRE_STRUCT(struct loaded, phases, phases_shape),
};
const struct wire_shape loaded_shape = WIRE_SHAPE(struct loaded, loaded_fields);

/* ---- BATCH ---- */

static const struct wire_field trip_fields[] = { WIRE_UINT(struct trip, rule), WIRE_UINT(struct trip, count) };
static const struct wire_shape trip_shape = WIRE_SHAPE(struct trip, trip_fields);

static const struct wire_field skip_fields[] = {
	WIRE_UINT(struct skip, document), WIRE_UINT(struct skip, rule), WIRE_ENUM(struct skip, failure, FAILURE_QUARANTINED + 1),
	WIRE_UINT(struct skip, line), WIRE_STRING(struct skip, message),
};
static const struct wire_shape skip_shape = WIRE_SHAPE(struct skip, skip_fields);

static const struct wire_field batch_head_fields[] = {
	WIRE_UINT(struct batch_head, number), WIRE_UINT(struct batch_head, documents), WIRE_INT(struct batch_head, until_ms),
	WIRE_LIST(struct batch_head, trips, trip_count, trip_shape), WIRE_LIST(struct batch_head, skips, skip_count, skip_shape),
};
const struct wire_shape batch_head_shape = WIRE_SHAPE(struct batch_head, batch_head_fields);

static const struct wire_field past_fields[] = {
	WIRE_INT(struct past, at_ms), WIRE_BOOL(struct past, change), WIRE_STRING(struct past, path), WIRE_STRING(struct past, from),
	WIRE_STRING(struct past, to), WIRE_STRING(struct past, by), WIRE_STRING(struct past, why),
};
static const struct wire_shape past_shape = WIRE_SHAPE(struct past, past_fields);

static const struct wire_field past_list_fields[] = {
	WIRE_LIST(struct past_list, entries, count, past_shape), WIRE_BOOL(struct past_list, kept), WIRE_BOOL(struct past_list, cut),
};
static const struct wire_shape past_list_shape = WIRE_SHAPE(struct past_list, past_list_fields);

static const struct wire_field waiver_fields[] = {
	WIRE_UINT(struct waiver, rule), WIRE_BOOL(struct waiver, stale), WIRE_STRING(struct waiver, element), WIRE_INT(struct waiver, expires_at),
	WIRE_INT(struct waiver, number), WIRE_STRING(struct waiver, reason), WIRE_STRING(struct waiver, requested_by), WIRE_STRING(struct waiver, approved_by),
};
static const struct wire_shape waiver_shape = WIRE_SHAPE(struct waiver, waiver_fields);

static const struct wire_field group_fields[] = {
	WIRE_UINT(struct group, rule), WIRE_STRING(struct group, key), WIRE_STRING(struct group, currency), WIRE_STRINGS(struct group, owners, owner_count),
};
static const struct wire_shape group_shape = WIRE_SHAPE(struct group, group_fields);

static const struct wire_field group_text_fields[] = {
	WIRE_STRUCT(struct group_text, group, group_shape), WIRE_BYTES(struct group_text, rows, len), WIRE_UINT(struct group_text, own),
};
static const struct wire_shape group_text_shape = WIRE_SHAPE(struct group_text, group_text_fields);

static const struct wire_field judgement_fields[] = {
	WIRE_UINT(struct judgement, rule), WIRE_ENUM(struct judgement, verdict, VERDICT_COUNT),
	WIRE_ENUM(struct judgement, severity, SEVERITY_COUNT), WIRE_STRING(struct judgement, element), WIRE_STRING(struct judgement, pointer),
	WIRE_STRING(struct judgement, message), WIRE_ROW(struct judgement, missing, missing_count), WIRE_STRING(struct judgement, details),
	WIRE_DOUBLE(struct judgement, measure), WIRE_STRING(struct judgement, measure_text), WIRE_STRING(struct judgement, limit_text),
	WIRE_ENUM(struct judgement, failure, FAILURE_QUARANTINED + 1), WIRE_STRING(struct judgement, file), WIRE_INT(struct judgement, line),
	WIRE_STRING(struct judgement, source), WIRE_INT(struct judgement, column), WIRE_INT(struct judgement, width),
	WIRE_STRING(struct judgement, traceback), WIRE_INT(struct judgement, flips_at), WIRE_BOOL(struct judgement, advisory),
	WIRE_STRING(struct judgement, gate), WIRE_ENUM(struct judgement, enforcement, ENFORCEMENT_HARD + 1), WIRE_POINTER(struct judgement, waiver, waiver_shape),
};
const struct wire_shape judgement_shape = WIRE_SHAPE(struct judgement, judgement_fields);

static const struct wire_field group_verdict_fields[] = {
	WIRE_STRING(struct group_verdict, key), WIRE_UINT(struct group_verdict, subject), WIRE_INT(struct group_verdict, from_ms),
	WIRE_STRUCT(struct group_verdict, verdict, judgement_shape),
};
const struct wire_shape group_verdict_shape = WIRE_SHAPE(struct group_verdict, group_verdict_fields);

static const struct wire_field document_fields[] = {
	WIRE_UINT(struct pool_document, line), WIRE_BYTES(struct pool_document, text, len),
	WIRE_NUMBERS(struct pool_document, watched, watched_count), WIRE_LIST(struct pool_document, waivers, waiver_count, waiver_shape),
	WIRE_STRUCT(struct pool_document, past, past_list_shape), WIRE_STRING(struct pool_document, gate), WIRE_BOOL(struct pool_document, shares), WIRE_POINTER(struct pool_document, group, group_shape),
	WIRE_LIST(struct pool_document, given, given_count, group_verdict_shape), WIRE_LIST(struct pool_document, groups, group_count, group_text_shape),
};
const struct wire_shape document_shape = WIRE_SHAPE(struct pool_document, document_fields);

/* ---- RESULTS ---- */

static const struct wire_field tally_fields[] = {
	WIRE_UINT(struct tally, rule), WIRE_ENUM(struct tally, verdict, VERDICT_COUNT), WIRE_UINT(struct tally, count),
};
static const struct wire_shape tally_shape = WIRE_SHAPE(struct tally, tally_fields);

static const struct wire_field results_head_fields[] = {
	WIRE_UINT(struct results_head, number), WIRE_UINT(struct results_head, first), WIRE_UINT(struct results_head, documents),
	WIRE_BOOL(struct results_head, last), WIRE_LIST(struct results_head, tallies, tally_count, tally_shape),
	WIRE_LIST(struct results_head, trips, trip_count, trip_shape),
};
const struct wire_shape results_head_shape = WIRE_SHAPE(struct results_head, results_head_fields);

static const struct wire_field result_fields[] = {
	WIRE_UINT(struct project_result, line), WIRE_STRING(struct project_result, id), WIRE_STRING(struct project_result, name),
	WIRE_STRING(struct project_result, type), WIRE_STRING(struct project_result, customer), WIRE_STRING(struct project_result, owner), WIRE_STRING(struct project_result, region),
	WIRE_STRING(struct project_result, business_unit), WIRE_STRING(struct project_result, phase), WIRE_UINT(struct project_result, count),
	WIRE_UINT(struct project_result, passed), WIRE_UINT(struct project_result, not_applicable), WIRE_STRING(struct project_result, refusal),
	WIRE_INT(struct project_result, refusal_line), WIRE_INT(struct project_result, refusal_column),
	WIRE_UINT(struct project_result, violation_count), WIRE_BYTES(struct project_result, document, document_len),
	WIRE_INT(struct project_result, flips_at), WIRE_UINT(struct project_result, transition_count), WIRE_INT(struct project_result, forecast_to),
	WIRE_UINT(struct project_result, share_count), WIRE_UINT(struct project_result, verdict_count),
	WIRE_STRING(struct project_result, gate), WIRE_UINT(struct project_result, gate_rules), WIRE_UINT(struct project_result, blocking), WIRE_UINT(struct project_result, readiness_count),
};
const struct wire_shape result_shape = WIRE_SHAPE(struct project_result, result_fields);

static const struct wire_field share_fields[] = {
	WIRE_UINT(struct share, rule), WIRE_STRING(struct share, key), WIRE_STRING(struct share, currency), WIRE_BYTES(struct share, row, len),
};
const struct wire_shape share_shape = WIRE_SHAPE(struct share, share_fields);

static const struct wire_field transition_fields[] = {
	WIRE_INT(struct transition, at), WIRE_ENUM(struct transition, from, VERDICT_COUNT), WIRE_ENUM(struct transition, from_severity, SEVERITY_COUNT),
	WIRE_BOOL(struct transition, from_advisory), WIRE_STRUCT(struct transition, to, judgement_shape),
};
const struct wire_shape transition_shape = WIRE_SHAPE(struct transition, transition_fields);

static const struct wire_field violation_fields[] = {
	WIRE_STRING(struct violation, pointer), WIRE_STRING(struct violation, message), WIRE_STRING(struct violation, hint),
	WIRE_INT(struct violation, line), WIRE_INT(struct violation, column),
};
const struct wire_shape violation_shape = WIRE_SHAPE(struct violation, violation_fields);

/* ---- the rest ---- */

static const struct wire_field explain_request_fields[] = {
	WIRE_STRING(struct explain_request, rule), WIRE_STRING(struct explain_request, element), WIRE_STRUCT(struct explain_request, document, document_shape),
};
const struct wire_shape explain_request_shape = WIRE_SHAPE(struct explain_request, explain_request_fields);

static const struct wire_field test_request_fields[] = { WIRE_STRING(struct test_request, file) };
const struct wire_shape test_request_shape = WIRE_SHAPE(struct test_request, test_request_fields);

static const struct wire_field answer_fields[] = { WIRE_BYTES(struct answer, json, len), WIRE_STRUCT(struct answer, err, err_shape) };
const struct wire_shape answer_shape = WIRE_SHAPE(struct answer, answer_fields);

uint32_t trips_of(const struct trip *trips, size_t n, uint32_t rule)
{
	for (size_t i = 0; i < n; i++)
		if (trips[i].rule == rule)
			return trips[i].count;
	return 0;
}
