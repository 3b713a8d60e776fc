/* check
title:    {zh: 环境配置文件可被访问, en: Environment file exposed}
clause:   N3.2
item:     N3.2.vuln.leaked-files
basis:    [csl/respond, ndsr/protect, gd2023/weakness]
severity: high
defends:  [防窃密, 防入侵]
assets:   [site]
proof:    presence
says:     {zh: "{url} 可被公开读取：{proof}", en: "{url} is readable by anyone: {proof}"}
remedy:
  zh: 删除或禁止访问 .env 等配置文件，立即更换其中的口令和密钥。
  en: Delete or deny .env and its like; change the passwords and keys in them at once.
days:     {value: 3, unit: working-days, sure: no}
# The collector proves it by the content and against a random path, not by the status.
examples:
  - fail:    {web_leak: [{asset: 1, url: "http://a/x", kind: env, proof: "DB_PASSWORD=****"}]}
  - pass:    {web_leak: [{asset: 1, url: "http://a/y", kind: listing, proof: x}]}
  - unknown: {partial: [web_leak]}
*/
SELECT l.asset, l.evidence, l.url, l.kind, l.proof, l.url AS place
FROM web_leak l
WHERE l.kind = 'env';
