<#ftl output_format="plainText">
<#-- What our mails share: the words of their HTML twins. -->
<#macro letter>
${msg("mail.greeting")}

<#nested>

<#if !mail.help??>
${msg("mail.helpAdministrator", realmName)}
<#else>
${msg(mail.help.href?starts_with("mailto:")?then("mail.help", "mail.helpPage"))} ${mail.help.text}
</#if>
</#macro>

<#macro facts pairs>
<#list pairs as pair>
<#if pair.value?has_content>
${msg(pair.label)} ${pair.value}
</#if>
</#list>
</#macro>

<#macro ways list>
<#list list as way>
- ${msg(way.key)}<#if way.name?has_content> ${way.name}</#if><#if way.since??>, ${msg("way.since", way.since)}</#if>
</#list>
</#macro>
