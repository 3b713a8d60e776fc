/* check
title:    {zh: 版本库目录可被访问, en: Version control folder exposed}
clause:   N3.2
item:     N3.2.vuln.leaked-files
basis:    [csl/respond, ndsr/protect, gd2023/weakness]
severity: high
defends:  [防窃密, 防入侵]
assets:   [site]
proof:    presence
says:     {zh: "{url} 可被公开读取，源代码及历史可能已泄露", en: "{url} is readable by anyone: source code and its history may have leaked"}
remedy:
  zh: 禁止访问 .git、.svn 目录并从网站目录中删除，更换其中出现过的口令和密钥。
  en: Deny and delete .git and .svn; change every password and key that ever stood in them.
days:     {value: 3, unit: working-days, sure: no}
# The collector proves it by the content and against a random path, not by the status.
examples:
  - fail:    {web_leak: [{asset: 1, url: "http://a/x", kind: git, proof: "ref: refs/heads/main"}]}
  - pass:    {web_leak: [{asset: 1, url: "http://a/y", kind: env, proof: x}]}
  - unknown: {partial: [web_leak]}
  - fail:    {web_leak: [{asset: 1, url: "http://a/.svn/wc.db", kind: svn, proof: "SQLite format 3"}]}
*/
SELECT l.asset, l.evidence, l.url, l.kind, l.proof, l.url AS place
FROM web_leak l
WHERE l.kind IN ('git', 'svn');
