/* check
title:    {zh: 数据库经网络以明文传输, en: A database speaks in plain text over a network}
clause:   N3.3
item:     N3.3.stage.transmit-encrypted
basis:    [pipl/encrypt, ndsr/protect, csl/encrypt]
severity: medium
defends:  [防窃密]
assets:   [database]
proof:    presence
says:     {zh: "{product}经网络连接且不提供加密传输（TLS），账号和数据以明文传输", en: "{product} is reached over a network and offers no TLS: accounts and data go in plain text"}
remedy:
  zh: 启用数据库的TLS并要求客户端使用；确不能启用的，仅在本机或专用加密通道内开放。
  en: Turn TLS on and require it of clients; else serve the machine itself or an encrypted tunnel alone.
days:     {value: 15, unit: calendar-days, sure: no}
# Tried: a connection with TLS was asked for and not offered. Within the machine itself nobody hears it.
examples:
  - fail:    {data_store: [{asset: 1, kind: mysql, product: MySQL, line: plain}]}
  - pass:    {data_store: [{asset: 1, kind: mysql, product: MySQL, line: plain, local: true}]}
  - pass:    {data_store: [{asset: 1, kind: mysql, product: MySQL, line: tls}]}
  - pass:    {data_store: [{asset: 1, kind: redis, product: Redis, line: ""}]}
  - unknown: {data_store: [{asset: 1, kind: mysql, line: ""}], partial: [data_store]}
*/
SELECT d.asset, d.evidence, CASE WHEN d.product = '' THEN d.kind ELSE d.product END AS product
FROM data_store d
WHERE d.line = 'plain' AND NOT d.local;
