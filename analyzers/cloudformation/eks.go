package cloudformation

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// readCluster reads an EKS cluster.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-cluster.html
func readCluster(t *template, x *resource) {
	p := t.properties(x)
	f := &facts.Cluster{
		Base: t.base(facts.KindCluster, x, "", x.at), Form: "eks", Name: t.nameOf(x), Issuer: t.attributeOf(x, issuerURL, x.at).Text,
	}
	access := p.in("AccessConfig")
	f.AuthenticationMode = access.text("AuthenticationMode")
	f.Settings = setting(f.Settings, access, "BootstrapClusterCreatorAdminPermissions", "bootstrap_cluster_creator_admin_permissions")
	vpc := p.in("ResourcesVpcConfig")
	f.Settings = setting(f.Settings, vpc, "EndpointPublicAccess", "endpoint_public_access")
	f.Settings = setting(f.Settings, vpc, "EndpointPrivateAccess", "endpoint_private_access")
	for _, cidr := range vpc.list("PublicAccessCidrs").Items {
		f.Settings = append(f.Settings, facts.Entry{Key: text.Known("public_access_cidrs", cidr.At), Value: cidr, At: cidr.At})
	}
	t.pass.Facts.Add(f)
}

// setting adds a property by the name under which policies ask for it.
func setting(out []facts.Entry, p properties, property, name string) []facts.Entry {
	v := p.text(property)
	if v.Absent() {
		return out
	}
	at := p.span(property)
	return append(out, facts.Entry{Key: text.Known(name, at), Value: v, At: at})
}

// readAccessEntry reads which Kubernetes user and groups a principal becomes, and
// which access policies it has.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-accessentry.html
func readAccessEntry(t *template, x *resource) {
	p := t.properties(x)
	f := &facts.Mapping{
		Base: t.base(facts.KindMapping, x, "", x.at), Form: "access-entry", Principal: p.text("PrincipalArn"), Username: p.text("Username"),
		Groups: p.list("KubernetesGroups"), Cluster: p.text("ClusterName"), Type: p.text("Type"),
	}
	if f.Type.Absent() {
		f.Type = text.Known("STANDARD", f.At)
	}
	p.each("AccessPolicies", func(item properties, maybe bool) {
		if maybe {
			return // which may not be given
		}
		scope := item.in("AccessScope")
		f.Policies = append(f.Policies, facts.AccessPolicy{
			Policy: item.text("PolicyArn"), Scope: scope.text("Type"), Namespaces: scope.list("Namespaces"), At: item.span("PolicyArn"),
		})
	})
	t.pass.Facts.Add(f)
}

// readAssociation reads an EKS Pod Identity association.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-podidentityassociation.html
func readAssociation(t *template, x *resource) {
	p := t.properties(x)
	t.pass.Facts.Add(&facts.Association{
		Base: t.base(facts.KindAssociation, x, "", x.at), Cluster: p.text("ClusterName"), Namespace: p.text("Namespace"),
		ServiceAccount: p.text("ServiceAccount"), Role: p.text("RoleArn"), TargetRole: p.text("TargetRoleArn"),
		DisableSessionTags: p.flag("DisableSessionTags"),
	})
}
