#!/bin/sh
# Prints what main.tf finds, as an array of JSON or as CSV, to stdout. It ends with 0
# only where everything was read. It needs Terraform 1.6 or later, and base64.
#
# terraform console prints text as HCL, and warnings to stdout too; it can end with 0
# although its plan has failed. So the answer travels in base64, and only a quoted
# string is taken for it. Under the wrapper of setup-terraform the console waits for
# ever: set terraform_wrapper to false.

case $#,$1 in
1,json | 1,csv) ;;
*)
  echo 'usage: export.sh json|csv' >&2
  exit 2
  ;;
esac

case $(terraform version) in
Terraform*) ;;
*)
  echo 'export.sh needs Terraform 1.6 or later: OpenTofu has no console -plan.' >&2
  exit 1
  ;;
esac

output=$(
  printf 'base64encode("${local.%s}\\n")\n' "$1" |
    TF_INPUT=0 terraform -chdir="$(dirname "$0")" console -plan -no-color
) || {
  echo 'export.sh: Terraform failed, nothing is exported. Read its first error; a crash after it is its own.' >&2
  exit 1
}
answer=$(printf '%s\n' "$output" | sed -n '$s|^"\([A-Za-z0-9+/=]*\)"$|\1|p')
if [ -z "$answer" ]; then
  printf '%s\n' "$output" 'export.sh: Terraform gave no answer, nothing is exported. Is TF_VAR_number set?' >&2
  exit 1
fi
printf '%s\n' "$output" | sed '$d' >&2 # Warnings.
printf '%s' "$answer" | base64 -d
