/*
 * tls: OpenSSL as a client that sees everything and trusts nothing: nothing is verified in the handshake (the tls
 * collector judges the chain), every protocol version and cipher that the library can still speak is offered. Ciphertext
 * goes through memory, so that one read and one write of the socket carry whole flights.
 */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/must.h"
#include "net/engine.h"

/* Certificates of one chain that are kept. */
#define CHAIN_MOST 16
#define PLAIN 16384

struct tls_context {
	SSL_CTX *ctx;
	BIO_METHOD *method;
};

/* ---- the memory between OpenSSL and the socket ---- */

static int bio_read(BIO *b, char *to, int n)
{
	struct conn *c = BIO_get_data(b);
	str head = str_sub(c->in, 0, n > 0 ? (size_t)n : 0);

	BIO_clear_retry_flags(b);
	if (!head.n) {
		BIO_set_retry_read(b);
		return -1;
	}
	bytes_copy(to, (size_t)n, head);
	c->in = str_from(c->in, head.n);
	return (int)head.n;
}

static int bio_write(BIO *b, const char *from, int n)
{
	struct conn *c = BIO_get_data(b);

	BIO_clear_retry_flags(b);
	buf_put(&c->out, (str){(const uint8_t *)from, n > 0 ? (size_t)n : 0});
	return buf_full(&c->out) ? -1 : n;
}

static long bio_ctrl(BIO *b, int command, long a, void *p)
{
	(void)b;
	(void)a;
	(void)p;
	return command == BIO_CTRL_FLUSH;
}

/* ---- the context ---- */

/* The chain is judged later, from facts; building and checking it here would cost time for nothing. */
static int accept_all(X509_STORE_CTX *store, void *arg)
{
	(void)store;
	(void)arg;
	return 1;
}

static void configure(SSL_CTX *ctx)
{
	SSL_CTX_set_security_level(ctx, 0);
	(void)SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
	(void)SSL_CTX_set_cipher_list(ctx, "ALL:!aNULL:@SECLEVEL=0");
	SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET |
					 SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_cert_verify_callback(ctx, accept_all, NULL);
	SSL_CTX_set_read_ahead(ctx, 1);
	SSL_CTX_set_quiet_shutdown(ctx, 1);
}

int tls_context_new(struct tls_context **ret, err *e)
{
	struct tls_context *t = calloc(1, sizeof(*t));

	must(t);
	t->ctx = SSL_CTX_new(TLS_client_method());
	t->method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "conn");
	if (!t->ctx || !t->method) {
		tls_context_free(t);
		return err_set(e, E_TLS, "OpenSSL gives no context");
	}
	BIO_meth_set_read(t->method, bio_read);
	BIO_meth_set_write(t->method, bio_write);
	BIO_meth_set_ctrl(t->method, bio_ctrl);
	configure(t->ctx);
	*ret = t;
	return 0;
}

void tls_context_free(struct tls_context *t)
{
	if (!t)
		return;
	SSL_CTX_free(t->ctx);
	BIO_meth_free(t->method);
	free(t);
}

/* ---- one connection ---- */

/* Goes on with the handshake: 1 done, 0 waits, -1 failed. */
static int handshake(struct conn *c)
{
	ERR_clear_error();
	int r = SSL_do_handshake(c->ssl);

	if (r == 1)
		return 1;
	int why = SSL_get_error(c->ssl, r);
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static bool set_name(SSL *ssl, str name)
{
	char text[256];

	if (!name.n)
		return true;
	if (name.n >= sizeof(text) || str_find_byte(name, 0) < name.n)
		return false;
	bytes_copy(text, sizeof(text), name);
	text[name.n] = 0;
	return SSL_set_tlsext_host_name(ssl, text) == 1;
}

bool tls_begin(struct conn *c, str name)
{
	struct tls_context *t = c->n->tls;
	BIO *b = BIO_new(t->method);

	c->ssl = SSL_new(t->ctx);
	if (!b || !c->ssl) {
		BIO_free(b);
		return false;
	}
	BIO_set_data(b, c);
	BIO_set_init(b, 1);
	SSL_set_bio(c->ssl, b, b);
	SSL_set_connect_state(c->ssl);
	return set_name(c->ssl, name) && handshake(c) == 0 && conn_flush(c);
}

void tls_end(struct conn *c)
{
	if (c->ssl)
		SSL_free(c->ssl);
	c->ssl = NULL;
	c->tls_up = false;
}

bool tls_write(struct conn *c, str bytes)
{
	size_t n;

	while (bytes.n) {
		ERR_clear_error();
		if (SSL_write_ex(c->ssl, bytes.p, bytes.n, &n) != 1)
			return false;
		bytes = str_from(bytes, n);
	}
	return true;
}

/* Reads what can be decrypted. False when the op is gone. */
static bool read_plain(struct conn *c)
{
	struct op *op = c->op;
	size_t n;

	for (;;) {
		ERR_clear_error();
		if (SSL_read_ex(c->ssl, c->n->plain, PLAIN, &n) == 1) {
			if (!op->kind->data(op, (str){c->n->plain, n}) || c->op != op)
				return false;
			continue;
		}
		int why = SSL_get_error(c->ssl, 0);
		if (why == SSL_ERROR_WANT_READ)
			break;
		op->kind->end(op, why == SSL_ERROR_ZERO_RETURN ? NET_OK : NET_RESET);
		return false;
	}
	/* A renegotiation or key update may want to say something. */
	if (conn_flush(c))
		return true;
	op->kind->end(op, NET_RESET);
	return false;
}

bool tls_feed(struct conn *c, str bytes)
{
	struct op *op = c->op;

	c->in = bytes;
	if (!c->tls_up) {
		int r = handshake(c);
		if (r <= 0) {
			if (conn_flush(c) && r == 0)
				return true;
			dial_failed(op, NET_TLS);
			return false;
		}
		c->tls_up = true;
		dial_up(op);
		if (c->op != op)
			return false;
	}
	return read_plain(c);
}

/* ---- facts ---- */

static void chain_take(const STACK_OF(X509) * certs, arena *mem, struct net_tls *ret)
{
	int n = sk_X509_num(certs);
	str *chain = arena_new(mem, str, CHAIN_MOST);

	for (int i = 0; i < n && i < CHAIN_MOST; i++) {
		unsigned char *der = NULL;
		int len = i2d_X509(sk_X509_value(certs, i), &der);
		if (len > 0 && arena_fits(mem, (size_t)len))
			chain[ret->chain_count++] = arena_str(mem, (str){der, (size_t)len});
		OPENSSL_free(der);
	}
	ret->chain = chain;
}

const struct net_tls *tls_facts(struct conn *c, arena *mem)
{
	if (!c->ssl)
		return NULL;
	const STACK_OF(X509) *certs = SSL_get_peer_cert_chain(c->ssl);
	const char *cipher = SSL_get_cipher_name(c->ssl);

	if (!c->tls_up && !certs)
		return NULL;
	struct net_tls *t = arena_new(mem, struct net_tls, 1);
	t->version = (uint16_t)SSL_version(c->ssl);
	t->cipher = cipher ? cipher : "";
	if (certs)
		chain_take(certs, mem, t);
	return t;
}
