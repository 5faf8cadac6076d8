# SPDX-License-Identifier: MIT
"""Checks JSON Schemas with a validator that plumb did not write.

usage: json_schema_check.py FILE, where FILE is {"schema": ..., "cases": [{"document": ..., "valid": true}]}.
The schema must be a correct draft 2020-12 schema, and must say of each document what plumb said of it.
"""
import json
import sys

from jsonschema import Draft202012Validator, FormatChecker

with open(sys.argv[1], encoding="utf-8") as file:
    data = json.load(file)
Draft202012Validator.check_schema(data["schema"])
validator = Draft202012Validator(data["schema"], format_checker=FormatChecker())
wrong = 0
for case in data["cases"]:
    errors = [error.message for error in validator.iter_errors(case["document"])]
    if (not errors) != case["valid"]:
        wrong += 1
        print(f"plumb says {'valid' if case['valid'] else 'invalid'}: {json.dumps(case['document'])[:200]} {errors[:1]}", file=sys.stderr)
sys.exit(1 if wrong else 0)
