#pragma once

#include "schema/builtin/pod/containers.h"
#include "schema/builtin/pod/pod_template.h"

namespace slipway::schema::builtin {

/// ValidateVolumes; what is right in itself goes into `found`. `path` is the list's.
void check_volumes(const doc::Node& volumes, const PodPlace& place, const Path& path, PodVolumes& found,
                   Errors& errors);

// Sources of a volume. `path` is the source's.
void check_projected(const doc::Node& projected, const Path& path, Errors& errors);
void check_downward_api(const doc::Node& source, const Path& path, Errors& errors);
/// One file of it; the path has no index, as the server has none.
void check_downward_api_file(const doc::Node& file, const Path& path, Errors& errors);
void check_key_to_path(const doc::Node& item, const Path& path, Errors& errors);
void check_file_mode(const doc::Node& mode, const Path& path, Errors& errors);
/// "iqn.2020-01.com.example:storage", or a name that begins with "eui" or "naa".
bool is_iscsi_initiator(std::string_view text);
void check_iscsi(const doc::Node& iscsi, const Path& path, Errors& errors);
// Storage systems whose drivers stood in Kubernetes itself.
void check_fibre_channel(const doc::Node& fc, const Path& path, Errors& errors);
void check_quobyte(const doc::Node& quobyte, const Path& path, Errors& errors);
void check_flocker(const doc::Node& flocker, const Path& path, Errors& errors);
void check_cinder(const doc::Node& cinder, const Path& path, Errors& errors);
void check_flex_volume(const doc::Node& flex, const Path& path, Errors& errors);
void check_azure_disk(const doc::Node& disk, const Path& path, Errors& errors);
void check_storage_os(const doc::Node& storage_os, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
