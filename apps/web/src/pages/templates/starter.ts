/** What a new template begins with: one column that works on phones, a block by segment, a button. */
export const STARTER_MJML = `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Arial, Helvetica, sans-serif" />
      <mj-text font-size="16px" line-height="24px" color="#1f2430" />
      <mj-button background-color="#0f6c81" border-radius="6px" font-size="16px" inner-padding="14px 28px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f3f5f7">
    <mj-section background-color="#ffffff" padding="32px 24px">
      <mj-column>
        <mj-text font-size="24px" line-height="32px" font-weight="700">Hello {{default contact.first_name "there"}},</mj-text>
        <mj-text>Say in one or two sentences what this mail is about, and why it concerns the reader.</mj-text>
        <mj-button href="https://example.com/">Say what happens on click</mj-button>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;
