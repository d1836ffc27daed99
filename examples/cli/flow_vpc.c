/* SPDX-License-Identifier: MIT
 * Text of VPC flow logs. A record has the time of its own end: there is no age check. */
#include "flow_file.h"
#include "say.h"

#include <svccomm/svccomm.h>

#define CHUNK_SIZE 65536

static int end_text(struct flow_file *file, const struct flow_reading *reading)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code = svccomm_decoder_vpc_end(reading->intake->decoder, &file->vpc, &error);
    return code == 0 ? 0 : say_code(file->input.name, code, &error);
}

static int read_text(struct flow_file *file, const struct flow_reading *reading)
{
    static char chunk[CHUNK_SIZE];
    const struct flow_origin origin = {SVCCOMM_NO_TIME, reading->host, {0}};
    size_t length;
    int code = 0;
    do {
        if (input_file_read(&file->input, chunk, sizeof chunk, &length) != 0)
            return input_file_failed(&file->input);
        code =
            flow_intake_vpc(reading->intake, chunk, length, &origin, file->input.name, &file->vpc);
        file->place.offset += (int64_t)length;
        if (code == 0)
            code = flow_file_step(file, reading);
    } while (length > 0 && code == 0);
    return code == 0 ? end_text(file, reading) : code;
}

int flow_vpc_read(struct flow_file *file, const struct flow_reading *reading)
{
    svccomm_vpc_report_init(&file->vpc, sizeof file->vpc);
    int code = svccomm_decoder_vpc_begin(reading->intake->decoder);
    code = code == 0 ? read_text(file, reading) : say_code(file->input.name, code, NULL);
    file->flows = file->vpc.flows;
    return code;
}
