/* A page of an OFD document, in an archive that says it is one. */
#include "format/zip_write.h"
#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zip_write z;
	buf out;

	buf_init(&out, (size_t)8 << 20);
	zip_write_begin(&z, &out);
	zip_write_add(&z, STR("OFD.xml"), STR("<OFD/>"));
	zip_write_add(&z, STR("Doc_0/Pages/Page_0/Content.xml"), (str){data, size});
	zip_write_end(&z);
	int rc = receiver_run(buf_str(&out), (str){0});

	buf_release(&out);
	return rc;
}
