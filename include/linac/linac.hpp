// All of the C++ interface but json.h, which needs nlohmann-json.
#pragma once

#include "linac/native.h"
#include "linac/result.h"
#include "linac/types.h"
#include "linac/value.h"
#include "linac/version.h"
#include "linac/vm.h"
