/* A bare MQTT 3.1.1 consumer: receives QoS 1 messages and acknowledges them, nothing else.
 *
 *   bare_consumer PORT TOPIC [USERNAME PASSWORD]
 *
 * Says "ready" after the SUBACK; then lines "COUNT UNIX_SECONDS": so many messages have come, the
 * last of them was acknowledged then. One every 1000 messages, and one when nothing more comes.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, SAY_EVERY = 1000, IDLE_MS = 20 };
static unsigned char in[BUFFER], out[BUFFER];

static void die(const char *what) { perror(what); exit(1); }

static size_t text(unsigned char *to, const char *s) {
    size_t n = strlen(s);
    to[0] = n >> 8; to[1] = n & 255;
    memcpy(to + 2, s, n);
    return n + 2;
}

static void send_all(int fd, const unsigned char *p, size_t n) {
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0) die("write");
        p += k; n -= k;
    }
}

static void send_packet(int fd, unsigned char first, const unsigned char *body, size_t n) {
    unsigned char head[2] = { first, n };     /* all of ours are shorter than 128 bytes */
    if (n > 127) { fprintf(stderr, "packet too long\n"); exit(1); }
    send_all(fd, head, 2);
    send_all(fd, body, n);
}

static struct timespec acknowledged_at;

static void say(long count) {
    printf("%ld %ld.%09ld\n", count, acknowledged_at.tv_sec, acknowledged_at.tv_nsec);
    fflush(stdout);
}

/* The first whole packet in p[0..n): its length, 0 when it is not whole; *body: where it begins. */
static size_t packet(const unsigned char *p, size_t n, size_t *body) {
    size_t length = 0, shift = 0, i = 1;
    for (; i < n && i < 5; i++, shift += 7) {
        length |= (size_t)(p[i] & 127) << shift;
        if (!(p[i] & 128)) {
            *body = i + 1;
            return n >= i + 1 + length ? i + 1 + length : 0;
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 3 && argc != 5) { fprintf(stderr, "PORT TOPIC [USERNAME PASSWORD]\n"); return 2; }
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (connect(fd, (struct sockaddr *)&to, sizeof to)) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);

    unsigned char body[256];
    size_t n = text(body, "MQTT");
    body[n++] = 4; body[n++] = argc == 5 ? 0xC0 : 0;   /* a session that is kept */
    body[n++] = 0; body[n++] = 0;                      /* no keep-alive */
    n += text(body + n, "bare-consumer");
    if (argc == 5) { n += text(body + n, argv[3]); n += text(body + n, argv[4]); }
    send_packet(fd, 0x10, body, n);
    body[0] = 0; body[1] = 1;
    n = 2 + text(body + 2, argv[2]);
    body[n++] = 1;
    send_packet(fd, 0x82, body, n);

    size_t held = 0;
    long count = 0, said = 0;
    for (;;) {
        struct pollfd ear = { .fd = fd, .events = POLLIN };
        int there = poll(&ear, 1, count != said ? IDLE_MS : -1);
        if (there < 0) die("poll");
        if (!there) { say(said = count); continue; }
        ssize_t k = read(fd, in + held, BUFFER - held);
        if (k <= 0) die("read");
        held += k;
        size_t at = 0, length, start, acks = 0;
        while ((length = packet(in + at, held - at, &start))) {
            const unsigned char *p = in + at;
            if (p[0] >> 4 == 3) {
                size_t topic = p[start] << 8 | p[start + 1];
                const unsigned char *id = p + start + 2 + topic;
                out[acks++] = 0x40; out[acks++] = 2; out[acks++] = id[0]; out[acks++] = id[1];
                count++;
            } else if (p[0] >> 4 == 2 && p[start + 1]) {
                fprintf(stderr, "refused: %d\n", p[start + 1]);
                return 1;
            } else if (p[0] >> 4 == 9) {
                printf("ready\n");
                fflush(stdout);
            }
            at += length;
        }
        if (acks) {
            send_all(fd, out, acks);
            clock_gettime(CLOCK_REALTIME, &acknowledged_at);
        }
        memmove(in, in + at, held -= at);
        if (count - said >= SAY_EVERY) say(said = count);
    }
}
