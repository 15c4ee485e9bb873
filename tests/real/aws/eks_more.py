"""OIDC identity providers and tags of EKS."""
import uuid

from eks_common import child, children, cluster_of, eks, update
from emulator import error


@eks("AssociateIdentityProviderConfig")
def associate_identity_provider_config(call):
    cluster_of(call)
    table, oidc = children(call, "identity provider config"), call["oidc"]
    if table:
        raise error("ResourceInUseException", "Cluster already has an associated identity provider")
    name = oidc["identityProviderConfigName"]
    table[name] = {**oidc, "clusterName": call["name"], "status": "ACTIVE", "tags": call.get("tags", {}),
                   "identityProviderConfigArn": call.arn(f"identityproviderconfig/{call['name']}/oidc/{name}/{uuid.uuid4()}")}
    return update(call, "AssociateIdentityProviderConfig", {"IdentityProviderConfig": name}, tags=call.get("tags", {}))


@eks("DescribeIdentityProviderConfig")
def describe_identity_provider_config(call):
    return {"identityProviderConfig": {"oidc": child(call, "identity provider config", call["identityProviderConfig"]["name"])}}


@eks("ListIdentityProviderConfigs")
def list_identity_provider_configs(call):
    cluster_of(call)
    return {"identityProviderConfigs": [{"type": "oidc", "name": n} for n in children(call, "identity provider config")]}


@eks("DisassociateIdentityProviderConfig")
def disassociate_identity_provider_config(call):
    name = call["identityProviderConfig"]["name"]
    child(call, "identity provider config", name)
    del children(call, "identity provider config")[name]
    return update(call, "DisassociateIdentityProviderConfig", {"IdentityProviderConfig": name})


def tagged(call):
    for (service, region, _), table in list(call.stores.items()):
        if (service, region) == ("eks", call.region):
            for item in table.values():
                if call["resourceArn"] in [v for k, v in item.items() if k.lower().endswith("arn")]:
                    return item.setdefault("tags", {})
    raise error("NotFoundException", f"No resource found for {call['resourceArn']}")


@eks("TagResource")
def tag_resource(call):
    tagged(call).update(call["tags"])


@eks("UntagResource")
def untag_resource(call):
    tags = tagged(call)
    for key in call["tagKeys"]:
        tags.pop(key, None)


@eks("ListTagsForResource")
def list_tags_for_resource(call):
    return {"tags": tagged(call)}
