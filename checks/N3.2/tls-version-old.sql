/* check
title:    {zh: 启用过时的TLS版本, en: Old TLS version offered}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: medium
defends:  [防窃密, 防篡改]
assets:   [site, service]
proof:    presence
says:     {zh: "服务器接受 {name}", en: "the server accepts {name}"}
remedy:
  zh: 停用 SSLv3、TLS 1.0、TLS 1.1，只保留 TLS 1.2 及以上。
  en: Turn SSLv3, TLS 1.0 and TLS 1.1 off; keep TLS 1.2 and later.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {tls_version: [{asset: 1, name: TLSv1.0, number: 769, offered: true, cipher: ECDHE-RSA-AES256-SHA}, {asset: 1, name: TLSv1.2, number: 771, offered: true}]}
  - pass:    {tls_version: [{asset: 1, name: TLSv1.0, number: 769}, {asset: 1, name: TLSv1.1, number: 770}, {asset: 1, name: TLSv1.2, number: 771, offered: true}]}
  - unknown: {partial: [tls_version]}
  - fail:    {tls_version: [{asset: 1, name: SSLv3, number: 768, offered: true}]}
*/
SELECT v.asset, v.evidence, v.name, v.name AS place
FROM tls_version v
WHERE v.offered AND v.number < 771;
