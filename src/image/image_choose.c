/* image_choose.c - which release, whose image, for which processor
 *
 * Runs as: caller.  Input: a registry's offers, the caller's wishes.
 */
#include "image_internal.h"
#include <sys/utsname.h>

/* The ones made for KVM first: their guests have virtio drivers for certain. */
static const char *const providers[] = {
	"libvirt",        "qemu",          "virtualbox",
	"vmware_desktop", "vmware_fusion", "vmware_workstation",
	"vmware",         "hyperv",
};

/* uname(2)'s names, and those of registries. */
static const char *const archs[][2] = {
	{"x86_64", "amd64"},    {"aarch64", "arm64"},   {"i386", "i386"},
	{"i486", "i386"},       {"i586", "i386"},       {"i686", "i386"},
	{"riscv64", "riscv64"}, {"ppc64le", "ppc64le"}, {"s390x", "s390x"},
};

const char *image_host_arch(void)
{
	struct utsname host;

	if (uname(&host) == 0)
		for (size_t i = 0; i < ARRAY_LEN(archs); i++)
			if (strcmp(host.machine, archs[i][0]) == 0)
				return archs[i][1];
	return "unknown";
}

static bool is_of(const struct image_offer *offer, const char *provider)
{
	return strcmp(offer->provider, provider) == 0;
}

static const struct image_offer *exact(const struct image_release *release,
				       const char *provider, const char *arch)
{
	for (size_t i = 0; i < release->count; i++) {
		const struct image_offer *offer = &release->offers[i];

		if (is_of(offer, provider) && offer->arch != NULL &&
		    strcmp(offer->arch, arch) == 0)
			return offer;
	}
	return NULL;
}

/* Boxes from before registries knew architectures: one said to be of an unknown
 * one by default, or the provider's only one, of which nothing is said. */
static const struct image_offer *unsaid(const struct image_release *release,
					const char *provider)
{
	const struct image_offer *only = NULL;
	size_t count = 0;

	for (size_t i = 0; i < release->count; i++) {
		const struct image_offer *offer = &release->offers[i];

		if (!is_of(offer, provider))
			continue;
		if (offer->rank == IMAGE_ARCH_DEFAULT && offer->arch != NULL &&
		    strcmp(offer->arch, "unknown") == 0)
			return offer;
		only = offer;
		count++;
	}
	return count == 1 && only->rank == IMAGE_ARCH_UNSAID ? only : NULL;
}

/* Vagrant's own rule (box_metadata.rb). */
static const struct image_offer *of_provider(const struct image_release *r,
					     const char *provider,
					     const struct image_wish *wish)
{
	const struct image_offer *offer = exact(r, provider, wish->arch);

	return offer != NULL ? offer : unsaid(r, provider);
}

static const struct image_offer *best(const struct image_release *release,
				      const struct image_wish *wish)
{
	if (wish->provider != NULL)
		return of_provider(release, wish->provider, wish);
	for (size_t i = 0; i < ARRAY_LEN(providers); i++) {
		const struct image_offer *offer =
			of_provider(release, providers[i], wish);

		if (offer != NULL)
			return offer;
	}
	return NULL;
}

static bool is_wanted(const struct image_release *release,
		      const struct image_wish *wish, bool *out, struct err *e)
{
	*out = true;
	if (wish->constraint != NULL &&
	    !image_version_satisfies(release->version, wish->constraint, out,
				     e))
		return false;
	*out = *out && !release->revoked;
	return true;
}

static bool refuse(const struct image_box *box, const struct image_wish *wish,
		   struct err *e)
{
	(void)err_set(e, ERR_NO_VM, "%s has no release%s%s for %s%s%s",
		      box->name, wish->constraint != NULL ? " " : "",
		      wish->constraint != NULL ? wish->constraint : "",
		      wish->arch, wish->provider != NULL ? " and " : "",
		      wish->provider != NULL ? wish->provider : "");
	return err_hint(e,
			"vm-pull --list %s shows what there is; --arch, "
			"--provider and --box-version choose",
			box->name);
}

bool image_choose(const struct image_box *box, const struct image_wish *wish,
		  struct image_choice *out, struct err *e)
{
	for (size_t i = 0; i < box->count; i++) {
		const struct image_release *release = &box->releases[i];
		bool wanted;

		if (!is_wanted(release, wish, &wanted, e))
			return false;
		if (!wanted)
			continue;
		*out = (struct image_choice){release, best(release, wish)};
		if (out->offer != NULL)
			return true;
	}
	return refuse(box, wish, e);
}
