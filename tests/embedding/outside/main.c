/* The same by the C interface. */
#include <linac/linac.h>
#include <linac/version.h>
#include <stdio.h>
#include <string.h>

static linac_value* native_double(linac_call* call, void* data) {
  int64_t n;
  ++*(int*)data;
  if (!linac_call_int64(call, 0, &n)) {
    linac_call_raise(call, "error", linac_atom("badarg"));
    return NULL;
  }
  return linac_integer(2 * n);
}

static void native_later(linac_call* call, linac_async* async, void* data) {
  linac_value* items[2];
  (void)data;
  items[0] = linac_atom("answer");
  items[1] = linac_call_argument(call, 0);
  linac_async_complete(async, linac_tuple(items, 2));
}

static int failed(linac_error* error) {
  fprintf(stderr, "%s\n", error ? linac_error_message(error) : "?");
  linac_error_free(error);
  return 1;
}

static int host(linac_vm* vm, const char* name, linac_value* argument) {
  linac_error* error = NULL;
  linac_value* arguments[2];
  linac_value* value;
  char* text;
  arguments[0] = linac_atom(name);
  arguments[1] = linac_list(&argument, 1);
  value = linac_vm_call(vm, "embed_cases", "try_host", arguments, 2, 60000, &error);
  if (!value) return failed(error);
  text = linac_value_text(value);
  printf("%s: %s\n", name, text);
  linac_text_free(text);
  linac_value_free(value);
  return 0;
}

int main(int argc, char** argv) {
  linac_error* error = NULL;
  linac_vm* vm;
  linac_value* reason;
  int calls = 0;
  if (argc != 2 || strcmp(linac_version(), LINAC_VERSION_STRING) != 0) return 2;
  vm = linac_vm_create(NULL, &error);
  if (!vm) return failed(error);
  if (!linac_vm_add_native(vm, "host", "double", 1, LINAC_SYNC, native_double, &calls, NULL,
                           &error) ||
      !linac_vm_add_async_native(vm, "host", "later", 1, native_later, NULL, NULL, &error) ||
      !linac_vm_load_file(vm, argv[1], &error)) {
    return failed(error);
  }
  if (host(vm, "double", linac_integer(21)) || host(vm, "double", linac_string("x")) ||
      host(vm, "later", linac_float(1.5))) {
    return 1;
  }
  reason = linac_atom("reason");
  if (linac_vm_call(vm, "embed_cases", "exit_with", &reason, 1, -1, &error)) return 1;
  printf("%s %d\n", linac_error_message(error), calls);
  linac_error_free(error);
  linac_vm_destroy(vm);
  return 0;
}
