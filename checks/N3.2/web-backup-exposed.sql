/* check
title:    {zh: 备份文件可被下载, en: Backup file exposed}
clause:   N3.2
item:     N3.2.vuln.leaked-files
basis:    [csl/respond, ndsr/protect, gd2023/weakness]
severity: high
defends:  [防窃密, 防入侵]
assets:   [site]
proof:    presence
says:     {zh: "{url} 可被公开下载（{proof}）", en: "{url} can be downloaded by anyone ({proof})"}
remedy:
  zh: 将备份移出网站目录，更换其中的口令和密钥，核查访问日志评估泄露。
  en: Move backups out of the site, change the passwords and keys in them, and see from the logs who took them.
days:     {value: 3, unit: working-days, sure: no}
# The collector proves it by the content and against a random path, not by the status.
examples:
  - fail:    {web_leak: [{asset: 1, url: "http://a/x", kind: backup, proof: "PK"}]}
  - pass:    {web_leak: [{asset: 1, url: "http://a/y", kind: env, proof: x}]}
  - unknown: {partial: [web_leak]}
  - fail:    {web_leak: [{asset: 1, url: "http://a/db.sql", kind: sql-dump, proof: "CREATE TABLE"}]}
*/
SELECT l.asset, l.evidence, l.url, l.kind, l.proof, l.url AS place
FROM web_leak l
WHERE l.kind IN ('backup', 'sql-dump');
