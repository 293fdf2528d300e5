package policies.lib.names

web := {"web-identity", "saml"}

must_be_wildcard(t) if subaud.must_equal(t, "*")

must_be_wildcard(t) if subaud.must_match(t, "arn:*:iam::*:root")

describe(cloud) := "a role" if cloud == "aws"

describe(cloud) := "an identity" if cloud != "aws"
