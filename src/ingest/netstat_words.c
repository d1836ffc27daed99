/* SPDX-License-Identifier: MIT
 * Words of net-tools' netstat, in the languages of its catalogues: Czech, Estonian, French, German,
 * Japanese, Brazilian Portuguese. Letters beyond ASCII stand here as UTF-8 and as the one byte that
 * older locales have (ISO 8859-1, -2, -15; EUC-JP). Estonian, French and Japanese keep the English
 * states, German all but one. */
#include "ingest/netstat_words.h"

#include "ingest/dialect.h"

static const struct {
    const char *word;
    uint8_t state;
} netstat_states[] = {
    {"ESTABLISHED", SVCCOMM_STATE_ESTABLISHED},
    {"TIME_WAIT", SVCCOMM_STATE_TIME_WAIT},
    {"LISTEN", SVCCOMM_STATE_LISTEN},
    {"CLOSE_WAIT", SVCCOMM_STATE_CLOSE_WAIT},
    {"SYN_SENT", SVCCOMM_STATE_SYN_SENT},
    {"SYN_RECV", SVCCOMM_STATE_SYN_RECV},
    {"FIN_WAIT1", SVCCOMM_STATE_FIN_WAIT1},
    {"FIN_WAIT2", SVCCOMM_STATE_FIN_WAIT2},
    {"CLOSE", SVCCOMM_STATE_CLOSE},
    {"LAST_ACK", SVCCOMM_STATE_LAST_ACK},
    {"CLOSING", SVCCOMM_STATE_CLOSING},
    {"VERBUNDEN", SVCCOMM_STATE_ESTABLISHED},
    {"ESTABELECIDA", SVCCOMM_STATE_ESTABLISHED},
    {"SYN_ENVIADO", SVCCOMM_STATE_SYN_SENT},
    {"SYN_RECEBIDO", SVCCOMM_STATE_SYN_RECV},
    {"ESPERA_FIN1", SVCCOMM_STATE_FIN_WAIT1},
    {"ESPERA_FIN2", SVCCOMM_STATE_FIN_WAIT2},
    {"FECHAR", SVCCOMM_STATE_CLOSE},
    {"ESPERANDO_FECHAR", SVCCOMM_STATE_CLOSE_WAIT},
    {"\303\232LTIMO_ACK", SVCCOMM_STATE_LAST_ACK},
    {"\332LTIMO_ACK", SVCCOMM_STATE_LAST_ACK},
    {"OU\303\207A", SVCCOMM_STATE_LISTEN},
    {"OU\307A", SVCCOMM_STATE_LISTEN},
    {"FECHANDO", SVCCOMM_STATE_CLOSING},
    {"SPOJENO", SVCCOMM_STATE_ESTABLISHED},
    {"ZAV\305\230EN", SVCCOMM_STATE_CLOSE},
    {"ZAV\330EN", SVCCOMM_STATE_CLOSE},
    {"POSLEDN\303\215", SVCCOMM_STATE_LAST_ACK}, /* the first of two words */
    {"POSLEDN\315", SVCCOMM_STATE_LAST_ACK},
    {"NASLOUCH\303\201", SVCCOMM_STATE_LISTEN},
    {"NASLOUCH\301", SVCCOMM_STATE_LISTEN},
    {"ZAV\303\215R\303\201", SVCCOMM_STATE_CLOSING},
    {"ZAV\315R\301", SVCCOMM_STATE_CLOSING},
};

/* Which sockets the end of a title says were asked for (N1). */
static const struct {
    const char *words;
    int cover;
} netstat_titles[] = {
    {"(servers and established)", SVCCOMM__COVER_BOTH},
    {"(only servers)", SVCCOMM__COVER_LISTENERS},
    {"(w/o servers)", SVCCOMM__COVER_CONNECTIONS},
    {"(Server und stehende Verbindungen)", SVCCOMM__COVER_BOTH},
    {"(Nur Server)", SVCCOMM__COVER_LISTENERS},
    {"(ohne Server)", SVCCOMM__COVER_CONNECTIONS},
    {"(serveurs et \303\251tablies)", SVCCOMM__COVER_BOTH},
    {"(serveurs et \351tablies)", SVCCOMM__COVER_BOTH},
    {"(seulement serveurs)", SVCCOMM__COVER_LISTENERS},
    {"(sans serveurs)", SVCCOMM__COVER_CONNECTIONS},
    {"(servidores e estabelecidas)", SVCCOMM__COVER_BOTH},
    {"(sem os servidores)", 0}, /* Portuguese says that of only servers, too */
    {"(servery a nav\303\241zan\303\241 spojen\303\255)", SVCCOMM__COVER_BOTH},
    {"(servery a nav\341zan\341 spojen\355)", SVCCOMM__COVER_BOTH},
    {"(pouze servery)", SVCCOMM__COVER_LISTENERS},
    {"(w/o servery)", SVCCOMM__COVER_CONNECTIONS},
    {"(serverid ja \303\274hendatud)", SVCCOMM__COVER_BOTH},
    {"(serverid ja \374hendatud)", SVCCOMM__COVER_BOTH},
    {"(ainult serverid)", SVCCOMM__COVER_LISTENERS},
    {"(ilma serveriteta)", SVCCOMM__COVER_CONNECTIONS},
    {"(\343\202\265\343\203\274\343\203\220\343\201\250\347\242\272\347\253\213)",
     SVCCOMM__COVER_BOTH},
    {"(\245\265\241\274\245\320\244\310\263\316\316\251)", SVCCOMM__COVER_BOTH},
    {"(\343\202\265\343\203\274\343\203\220\343\201\256\343\201\277)", SVCCOMM__COVER_LISTENERS},
    {"(\245\265\241\274\245\320\244\316\244\337)", SVCCOMM__COVER_LISTENERS},
    {"(w/o\343\202\265\343\203\274\343\203\220)", SVCCOMM__COVER_CONNECTIONS},
    {"(w/o\245\265\241\274\245\320)", SVCCOMM__COVER_CONNECTIONS},
};

uint8_t svccomm__netstat_state(const char *at, const char *end)
{
    size_t i;

    for (i = 0; i < sizeof netstat_states / sizeof netstat_states[0]; i++)
        if (svccomm__word_is(at, end, netstat_states[i].word))
            return netstat_states[i].state;
    return SVCCOMM_STATE_UNKNOWN;
}

int svccomm__netstat_title(const char *at, const char *end)
{
    size_t i, length;

    while (end > at && svccomm__is_blank(end[-1]))
        end--;
    if (end == at || end[-1] != ')')
        return -1;
    for (i = 0; i < sizeof netstat_titles / sizeof netstat_titles[0]; i++) {
        length = strlen(netstat_titles[i].words);
        if ((size_t)(end - at) > length &&
            memcmp(end - length, netstat_titles[i].words, length) == 0)
            return netstat_titles[i].cover;
    }
    return -1;
}
