/* check
title:    Old TLS
clause:   N3.2
basis:    [csl/protect]
severity: high
assets:   [site]
proof:    presence
says:     "{name}"
remedy:   mend it
examples:
  - fail:    {tls_version: [{asset: 1, name: TLSv1.0, offered: true}]}
  - pass:    {tls_version: [{asset: 1, name: TLSv1.2, offered: true}]}
*/
SELECT t.asset, t.evidence, t.name, t.name AS place FROM tls_version t WHERE t.offered AND t.number < 771;
