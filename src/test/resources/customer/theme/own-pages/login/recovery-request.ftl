<#-- One of our pages in a customer's own words and shape. -->
<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
  <#if section = "header">
    Locked out?
  <#elseif section = "form">
    <form data-page="recovery-request" action="${url.loginAction}" method="post">
      <label for="username">${msg("recovery.request.email")}</label>
      <input id="username" name="username" value="${recovery.username}" autocomplete="username">
      <#if recovery.error??><p id="username-error">${msg(recovery.error.key)}</p></#if>
      <button type="submit">${msg("recovery.request.submit")}</button>
      <a href="${recovery.signInUrl}">${msg("page.signIn")}</a>
    </form>
  </#if>
</@layout.registrationLayout>
