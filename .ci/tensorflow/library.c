/**
 * Loads a shared library by its path, for a Node process that cannot change its own LD_LIBRARY_PATH any more: whatever
 * is loaded later and asks for a library of that name gets this one. Quietly, where people should not see what a
 * library prints while it starts.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

/** `load(path)`: undefined, or the system's words for what failed. Libraries stay until the process ends. */
static napi_value Load(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, result;
  char path[4096];
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_string_utf8(env, argument, path, sizeof path, NULL);
  if (dlopen(path, RTLD_LAZY | RTLD_LOCAL)) {
    napi_get_undefined(env, &result);
  } else {
    napi_create_string_utf8(env, dlerror(), NAPI_AUTO_LENGTH, &result);
  }
  return result;
}

/** `silence()`: the error stream goes nowhere; gives what `restore` wants to have it back. */
static napi_value Silence(napi_env env, napi_callback_info info) {
  napi_value result;
  int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDERR_FILENO);
  close(nowhere);
  napi_create_int32(env, kept, &result);
  return result;
}

static napi_value Restore(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int kept;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_int32(env, argument, &kept);
  dup2(kept, STDERR_FILENO);
  close(kept);
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"load", NULL, Load, NULL, NULL, NULL, napi_enumerable, NULL},
      {"silence", NULL, Silence, NULL, NULL, NULL, napi_enumerable, NULL},
      {"restore", NULL, Restore, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, 3, functions);
  return exports;
}
