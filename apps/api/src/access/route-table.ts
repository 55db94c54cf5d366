import { ADMINISTRATORS, EVERYONE, MARKETERS, type RouteTable, SALESPEOPLE } from './route-entry.js';

/**
 * Every route of the api and who may call it. The access guard enforces it, for sessions and for API keys; boot fails
 * when a route is missing here or an entry has no route. One line per route, grouped by resource:
 * `'PATCH /api/v1/tags/{id}': { access: MARKETERS, summary: 'Change a tag' },`
 */
export const ROUTES: RouteTable = {
  // Health
  'GET /health/live': { access: 'public', summary: 'Tell that the process runs' },
  'GET /health/ready': { access: 'public', summary: 'Tell whether database and queue answer' },

  // Documentation
  'GET /api/openapi.json': { access: 'public', summary: 'Show the OpenAPI document' },
  'GET /api/docs': { access: 'public', summary: 'Show the documentation of the API' },

  // Signing in
  'GET /api/v1/setup': {
    access: 'public',
    summary: 'Tell whether an administrator is needed, and whether a link is good',
  },
  'POST /api/v1/setup': { access: 'public', summary: 'Make the first administrator with the one-time link' },
  'POST /api/v1/session': { access: 'public', summary: 'Sign in' },
  'GET /api/v1/session': { access: 'session', summary: 'Show who is signed in' },
  'DELETE /api/v1/session': { access: 'session', summary: 'Sign out' },
  'GET /api/v1/invitations': { access: 'public', summary: 'Show whom an invitation or password link is for' },
  'POST /api/v1/invitations/accept': {
    access: 'public',
    summary: 'Choose a password with an invitation or password link',
  },
  'PATCH /api/v1/me': { access: 'session', summary: 'Change your own name or password' },

  // Users, keys, settings
  'GET /api/v1/users': { access: EVERYONE, summary: 'List users' },
  'POST /api/v1/users': { access: ADMINISTRATORS, summary: 'Invite a user by a one-time link' },
  'GET /api/v1/users/{id}': { access: EVERYONE, summary: 'Show a user' },
  'PATCH /api/v1/users/{id}': { access: ADMINISTRATORS, summary: 'Rename a user, change the role, disable or enable' },
  'DELETE /api/v1/users/{id}': { access: ADMINISTRATORS, summary: 'Remove a user' },
  'POST /api/v1/users/{id}/link': { access: ADMINISTRATORS, summary: 'Make a link for a new password' },
  'GET /api/v1/keys': { access: ADMINISTRATORS, summary: 'List API keys' },
  'POST /api/v1/keys': { access: ADMINISTRATORS, summary: 'Make an API key, shown this once' },
  'GET /api/v1/keys/{id}': { access: ADMINISTRATORS, summary: 'Show an API key without its secret' },
  'PATCH /api/v1/keys/{id}': { access: ADMINISTRATORS, summary: 'Rename or limit an API key' },
  'DELETE /api/v1/keys/{id}': { access: ADMINISTRATORS, summary: 'Revoke an API key' },
  'GET /api/v1/settings': { access: EVERYONE, summary: 'Show the settings of the organisation' },
  'PATCH /api/v1/settings': { access: ADMINISTRATORS, summary: 'Change settings of the organisation' },

  // Building blocks and live numbers
  'GET /api/v1/registry/{kind}': { access: EVERYONE, summary: 'List conditions, triggers, steps and other extensions' },
  'GET /api/v1/live': { access: EVERYONE, summary: 'Watch things change, as server-sent events' },

  // Contacts
  'GET /api/v1/contacts': { access: EVERYONE, summary: 'List and search contacts' },
  'POST /api/v1/contacts/search': { access: EVERYONE, summary: 'List the contacts that match a condition' },
  'POST /api/v1/contacts': { access: SALESPEOPLE, summary: 'Make or update a contact' },
  'POST /api/v1/contacts/batch': { access: MARKETERS, summary: 'Make or update up to 10,000 contacts' },
  'POST /api/v1/contacts/merge': { access: MARKETERS, summary: 'Make one contact of two' },
  'POST /api/v1/contacts/{id}/unmerge': {
    access: MARKETERS,
    summary: 'Undo a merge, for the contact that was taken in',
  },
  'GET /api/v1/contacts/{id}': { access: EVERYONE, summary: 'Show a contact' },
  'GET /api/v1/contacts/{id}/automations': { access: EVERYONE, summary: 'List the automations of a contact' },
  'GET /api/v1/contacts/{id}/segments': { access: EVERYONE, summary: 'List the segments of a contact' },
  'PATCH /api/v1/contacts/{id}': { access: SALESPEOPLE, summary: 'Change a contact' },
  'DELETE /api/v1/contacts/{id}': { access: MARKETERS, summary: 'Remove a contact and its history' },
  'PUT /api/v1/contacts/{id}/tags/{tag}': { access: SALESPEOPLE, summary: 'Put a tag on a contact' },
  'DELETE /api/v1/contacts/{id}/tags/{tag}': { access: SALESPEOPLE, summary: 'Take a tag off a contact' },
  'PUT /api/v1/contacts/{id}/consents/{topic}': { access: MARKETERS, summary: 'Set a consent, with its proof' },
  'POST /api/v1/contacts/{id}/notes': { access: SALESPEOPLE, summary: 'Write a note about a contact' },
  'GET /api/v1/contacts/{id}/timeline': { access: EVERYONE, summary: 'Show what happened to a contact' },
  'GET /api/v1/contacts/{id}/messages/explain': {
    access: EVERYONE,
    summary: 'Tell why a contact got a mail of a campaign or an automation, or did not',
  },
  'GET /api/v1/contacts/{id}/export': { access: MARKETERS, summary: 'Export everything kept about a contact' },
  'POST /api/v1/contacts/{id}/erase': { access: ADMINISTRATORS, summary: 'Forget a contact for good' },

  // Fields, tags, topics, suppressions
  'GET /api/v1/fields': { access: EVERYONE, summary: 'List fields' },
  'POST /api/v1/fields': { access: MARKETERS, summary: 'Make a field' },
  'GET /api/v1/fields/{id}': { access: EVERYONE, summary: 'Show a field' },
  'PATCH /api/v1/fields/{id}': { access: MARKETERS, summary: 'Change the label, options or category of a field' },
  'DELETE /api/v1/fields/{id}': { access: MARKETERS, summary: 'Remove a field' },
  'GET /api/v1/tags': { access: EVERYONE, summary: 'List tags' },
  'POST /api/v1/tags': { access: MARKETERS, summary: 'Make a tag' },
  'GET /api/v1/tags/{id}': { access: EVERYONE, summary: 'Show a tag' },
  'PATCH /api/v1/tags/{id}': { access: MARKETERS, summary: 'Rename or colour a tag' },
  'DELETE /api/v1/tags/{id}': { access: MARKETERS, summary: 'Remove a tag' },
  'GET /api/v1/topics': { access: EVERYONE, summary: 'List topics' },
  'POST /api/v1/topics': { access: MARKETERS, summary: 'Make a topic' },
  'GET /api/v1/topics/{id}': { access: EVERYONE, summary: 'Show a topic' },
  'PATCH /api/v1/topics/{id}': { access: MARKETERS, summary: 'Rename a topic' },
  'DELETE /api/v1/topics/{id}': { access: MARKETERS, summary: 'Remove a topic' },
  'GET /api/v1/currencies': { access: EVERYONE, summary: 'List the currencies that events came in, with their rates' },
  'GET /api/v1/currencies/rates': { access: EVERYONE, summary: 'List the daily rates, the newest first' },
  'PUT /api/v1/currencies/rates': { access: MARKETERS, summary: 'Store daily rates' },
  'DELETE /api/v1/currencies/rates/{currency}/{day}': { access: MARKETERS, summary: 'Remove a rate' },
  'GET /api/v1/suppressions': { access: EVERYONE, summary: 'List suppressed addresses' },
  'POST /api/v1/suppressions': { access: MARKETERS, summary: 'Suppress an address' },
  'GET /api/v1/suppressions/{id}': { access: EVERYONE, summary: 'Show a suppressed address' },
  'DELETE /api/v1/suppressions/{id}': { access: MARKETERS, summary: 'Let an address be mailed again' },

  // Imports
  'GET /api/v1/imports': { access: EVERYONE, summary: 'List imports' },
  'POST /api/v1/imports': { access: MARKETERS, summary: 'Import a CSV file of contacts or events' },
  'POST /api/v1/imports/preview': { access: MARKETERS, summary: 'Show columns, samples and guessed targets of a file' },
  'GET /api/v1/imports/{id}': { access: EVERYONE, summary: 'Show how an import is going' },
  'GET /api/v1/imports/{id}/errors.csv': {
    access: MARKETERS,
    summary: 'Download the rows that were left out, and those whose consent was kept',
  },
  'POST /api/v1/imports/{id}/cancel': { access: MARKETERS, summary: 'Stop an import' },

  // Events
  'POST /api/v1/events': { access: MARKETERS, summary: 'Record one or up to 5,000 events' },

  // Suggestions
  'GET /api/v1/suggestions': { access: EVERYONE, summary: 'List names and values that are in the data' },

  // Segments
  'GET /api/v1/segments': { access: EVERYONE, summary: 'List segments' },
  'POST /api/v1/segments': { access: MARKETERS, restrictedBy: 'segment_editors', summary: 'Make a segment' },
  'POST /api/v1/segments/preview': { access: EVERYONE, summary: 'Count and show who matches a condition' },
  'GET /api/v1/segments/folders': { access: EVERYONE, summary: 'List the folders of segments' },
  'GET /api/v1/segments/guide': { access: EVERYONE, summary: 'Show the guide to all segments' },
  'GET /api/v1/segments/{id}': { access: EVERYONE, summary: 'Show a segment' },
  'PATCH /api/v1/segments/{id}': { access: MARKETERS, restrictedBy: 'segment_editors', summary: 'Change a segment' },
  'DELETE /api/v1/segments/{id}': { access: MARKETERS, restrictedBy: 'segment_editors', summary: 'Delete a segment' },
  'GET /api/v1/segments/{id}/members': { access: EVERYONE, summary: 'List the members of a segment' },
  'PUT /api/v1/segments/{id}/members/{contact}': {
    access: MARKETERS,
    restrictedBy: 'segment_editors',
    summary: 'Put a contact into a static segment',
  },
  'DELETE /api/v1/segments/{id}/members/{contact}': {
    access: MARKETERS,
    restrictedBy: 'segment_editors',
    summary: 'Take a contact out of a static segment',
  },
  'GET /api/v1/segments/{id}/explain': { access: EVERYONE, summary: 'Tell why a contact is in a segment or not' },
  'POST /api/v1/segments/{id}/changes': {
    access: MARKETERS,
    summary: 'Tell who would enter and leave by another condition, and what uses the segment',
  },
  'GET /api/v1/segments/{id}/versions': { access: EVERYONE, summary: 'List the versions of a condition' },
  'POST /api/v1/segments/{id}/versions/{revision}/restore': {
    access: MARKETERS,
    restrictedBy: 'segment_editors',
    summary: 'Make an old condition the newest version',
  },
  'GET /api/v1/segments/{id}/history': { access: EVERYONE, summary: 'List who entered and left, when and why' },
  'GET /api/v1/segments/{id}/sizes': { access: EVERYONE, summary: 'Show the size at the end of each day' },
  'POST /api/v1/segments/{id}/duplicate': {
    access: MARKETERS,
    restrictedBy: 'segment_editors',
    summary: 'Copy a segment',
  },
  'POST /api/v1/segments/{id}/archive': {
    access: MARKETERS,
    restrictedBy: 'segment_editors',
    summary: 'Take a segment out of use',
  },
  'POST /api/v1/segments/{id}/restore': {
    access: MARKETERS,
    restrictedBy: 'segment_editors',
    summary: 'Take an archived segment into use again',
  },
  'POST /api/v1/segments/{id}/cancel': {
    access: MARKETERS,
    restrictedBy: 'segment_editors',
    summary: 'Stop the build after an edit and go back to the condition before',
  },

  // Templates
  'GET /api/v1/templates': { access: EVERYONE, summary: 'List templates' },
  'POST /api/v1/templates': { access: MARKETERS, summary: 'Save a template and publish it when it compiles' },
  'GET /api/v1/templates/starters': { access: EVERYONE, summary: 'List templates to begin with' },
  'GET /api/v1/templates/{id}': { access: EVERYONE, summary: 'Show a template and its problems' },
  'PATCH /api/v1/templates/{id}': { access: MARKETERS, summary: 'Save a change of a template as a draft' },
  'DELETE /api/v1/templates/{id}': { access: MARKETERS, summary: 'Take a template out of use' },
  'POST /api/v1/templates/{id}/publish': { access: MARKETERS, summary: 'Make the saved template what is sent' },
  'POST /api/v1/templates/{id}/test': { access: MARKETERS, summary: 'Send a template to one address as a test' },
  'POST /api/v1/templates/{id}/preview': { access: EVERYONE, summary: 'Show a template as a contact would get it' },

  // Senders
  'GET /api/v1/senders': { access: EVERYONE, summary: 'List senders' },
  'POST /api/v1/senders': { access: ADMINISTRATORS, summary: 'Add a sender' },
  'GET /api/v1/senders/{id}': { access: EVERYONE, summary: 'Show a sender' },
  'PATCH /api/v1/senders/{id}': { access: ADMINISTRATORS, summary: 'Change a sender' },
  'DELETE /api/v1/senders/{id}': { access: ADMINISTRATORS, summary: 'Archive a sender' },
  'POST /api/v1/senders/{id}/verify': {
    access: ADMINISTRATORS,
    summary: 'Try to reach the mail server of a sender, and look at the DNS of its domain',
  },
  'GET /api/v1/senders/{id}/domain': { access: EVERYONE, summary: 'Show the DNS records that a sender needs' },
  'GET /api/v1/senders/{id}/pace': { access: EVERYONE, summary: 'Show what slows the mail of a sender down' },
  'POST /api/v1/senders/{id}/pace/lift': {
    access: ADMINISTRATORS,
    summary: 'Send to a domain at its full rate again',
  },
  'POST /api/v1/senders/{id}/rotate-key': { access: ADMINISTRATORS, summary: 'Sign with the next DKIM key' },

  // Campaigns
  'GET /api/v1/campaigns': { access: EVERYONE, summary: 'List campaigns' },
  'POST /api/v1/campaigns': { access: MARKETERS, summary: 'Make a campaign' },
  'GET /api/v1/campaigns/{id}': { access: EVERYONE, summary: 'Show a campaign' },
  'PATCH /api/v1/campaigns/{id}': { access: MARKETERS, summary: 'Change a campaign that has not started' },
  'DELETE /api/v1/campaigns/{id}': { access: MARKETERS, summary: 'Delete a campaign that has not started' },
  'POST /api/v1/campaigns/{id}/start': { access: MARKETERS, summary: 'Start or schedule a campaign' },
  'POST /api/v1/campaigns/{id}/pause': { access: MARKETERS, summary: 'Pause a campaign' },
  'POST /api/v1/campaigns/{id}/resume': { access: MARKETERS, summary: 'Resume a campaign' },
  'POST /api/v1/campaigns/{id}/cancel': { access: MARKETERS, summary: 'Cancel a campaign' },
  'POST /api/v1/campaigns/{id}/test': { access: MARKETERS, summary: 'Send a test mail of a campaign' },
  'GET /api/v1/campaigns/{id}/preflight': { access: EVERYONE, summary: 'Check a campaign before it starts' },
  'GET /api/v1/campaigns/{id}/preflight/people': {
    access: EVERYONE,
    summary: 'List the people for whom a value of the mail is empty',
  },
  'GET /api/v1/campaigns/{id}/report': { access: EVERYONE, summary: 'Report on a campaign' },
  'GET /api/v1/campaigns/{id}/people': { access: EVERYONE, summary: 'List who is behind a number of the report' },
  'GET /api/v1/campaigns/{id}/people.csv': { access: MARKETERS, summary: 'Download who is behind a number' },
  'GET /api/v1/campaigns/{id}/rounds': { access: EVERYONE, summary: 'List the rounds of a campaign' },
  'POST /api/v1/campaigns/{id}/rounds': { access: MARKETERS, summary: 'Send a completed campaign again' },
  'DELETE /api/v1/campaigns/{id}/rounds/{round}': { access: MARKETERS, summary: 'Take back a scheduled round' },

  // Recipes
  'GET /api/v1/recipes': { access: EVERYONE, summary: 'List recipes, with answers suggested from the data' },
  'GET /api/v1/recipes/{key}': { access: EVERYONE, summary: 'Show a recipe' },
  'POST /api/v1/recipes/{key}/apply': {
    access: MARKETERS,
    summary: 'Make a draft automation from a recipe, with the templates and segments that it names',
  },
  'GET /api/v1/carts/history': {
    access: EVERYONE,
    summary: 'Tell from past carts who comes back unaided and how many reminders have paid',
  },

  // Automations
  'GET /api/v1/automations': { access: EVERYONE, summary: 'List automations' },
  'POST /api/v1/automations': { access: MARKETERS, summary: 'Save a new automation as a draft' },
  'GET /api/v1/automations/folders': { access: EVERYONE, summary: 'List the folders of automations' },
  'GET /api/v1/automations/{id}': { access: EVERYONE, summary: 'Show the document of an automation' },
  'PATCH /api/v1/automations/{id}': { access: MARKETERS, summary: 'Change members of the draft' },
  'PUT /api/v1/automations/{id}': { access: MARKETERS, summary: 'Replace the draft' },
  'DELETE /api/v1/automations/{id}': { access: MARKETERS, summary: 'Delete a draft, archive what has run' },
  'POST /api/v1/automations/{id}/publish': { access: MARKETERS, summary: 'Let the draft run as a new version' },
  'GET /api/v1/automations/{id}/review': { access: EVERYONE, summary: 'Say what publishing the draft would change' },
  'POST /api/v1/automations/{id}/pause': { access: MARKETERS, summary: 'Hold entries, steps and mails' },
  'POST /api/v1/automations/{id}/resume': { access: MARKETERS, summary: 'Go on after a pause' },
  'POST /api/v1/automations/{id}/archive': { access: MARKETERS, summary: 'End what an automation does' },
  'POST /api/v1/automations/{id}/restore': { access: MARKETERS, summary: 'Take an archived automation back, paused' },
  'POST /api/v1/automations/{id}/duplicate': { access: MARKETERS, summary: 'Copy the draft of an automation' },
  'GET /api/v1/automations/{id}/enrolments': { access: EVERYONE, summary: 'List who is or was in an automation' },
  'POST /api/v1/automations/{id}/enrolments': { access: MARKETERS, summary: 'Put contacts into an automation' },
  'POST /api/v1/automations/{id}/take-out': { access: MARKETERS, summary: 'Take contacts out of an automation' },
  'POST /api/v1/automations/{id}/simulate': { access: MARKETERS, summary: 'Show the way of one contact' },
  'POST /api/v1/automations/{id}/dry-run': {
    access: MARKETERS,
    summary: 'Play the draft for all whom it would take in',
  },
  'POST /api/v1/automations/{id}/dry-run/live': { access: MARKETERS, summary: 'The same, with its progress in lines' },
  'GET /api/v1/automations/{id}/versions': { access: EVERYONE, summary: 'List what was published' },
  'GET /api/v1/automations/{id}/versions/{version}': {
    access: EVERYONE,
    summary: 'Show a version as it was published',
  },
  'POST /api/v1/automations/{id}/versions/{version}/take-back': {
    access: MARKETERS,
    summary: 'Make the draft what a version was',
  },
  'GET /api/v1/automations/{id}/backfill': { access: MARKETERS, summary: 'Count whom a backfill would look at' },
  'POST /api/v1/automations/{id}/backfill': { access: MARKETERS, summary: 'Take in those who were there before' },
  'GET /api/v1/automations/{id}/stuck': { access: EVERYONE, summary: 'Say where enrolments are stuck, and why' },
  'POST /api/v1/automations/{id}/stuck': {
    access: MARKETERS,
    summary: 'Try the step of stuck enrolments again, pass over it, or end them',
  },
  'GET /api/v1/automations/{id}/held': { access: EVERYONE, summary: 'Say where enrolments do not get on, and why' },
  'POST /api/v1/automations/{id}/held': {
    access: MARKETERS,
    summary: 'Try enrolments that do not get on at once, or end them',
  },
  'GET /api/v1/automations/{id}/kept-out': {
    access: EVERYONE,
    summary: 'Say whom a circle of automations kept out',
  },
  'POST /api/v1/automations/{id}/kept-out': {
    access: MARKETERS,
    summary: 'Take in, or forget, those whom a circle kept out',
  },
  'GET /api/v1/automations/{id}/explain': { access: EVERYONE, summary: 'Say why a contact is in it or not' },
  'GET /api/v1/automations/{id}/report': { access: EVERYONE, summary: 'Count what became of the enrolments' },

  // Webhooks
  'GET /api/v1/webhooks/secret': { access: ADMINISTRATORS, summary: 'Show the secret that webhooks are signed with' },
  'GET /api/v1/webhooks/endpoints': { access: MARKETERS, summary: 'List the programs that automations call' },
  'POST /api/v1/webhooks/endpoints': { access: ADMINISTRATORS, summary: 'Set up a program to call' },
  'POST /api/v1/webhooks/endpoints/check': {
    access: ADMINISTRATORS,
    summary: 'Tell whether an address would be called',
  },
  'GET /api/v1/webhooks/endpoints/{id}': { access: MARKETERS, summary: 'Show a program that automations call' },
  'PATCH /api/v1/webhooks/endpoints/{id}': { access: ADMINISTRATORS, summary: 'Change such a program, or turn it off' },
  'DELETE /api/v1/webhooks/endpoints/{id}': { access: ADMINISTRATORS, summary: 'Call such a program no longer' },
  'POST /api/v1/webhooks/endpoints/{id}/rotate-secret': { access: ADMINISTRATORS, summary: 'Sign with a new secret' },
  'POST /api/v1/webhooks/endpoints/{id}/test': { access: ADMINISTRATORS, summary: 'Call it once and show the answer' },
  'GET /api/v1/webhooks/deliveries': { access: MARKETERS, summary: 'List the calls of other programs' },
  'GET /api/v1/webhooks/deliveries/{id}': { access: MARKETERS, summary: 'Show a call and its answer' },
  'POST /api/v1/webhooks/deliveries/{id}/replay': { access: MARKETERS, summary: 'Make a call once more' },

  'GET /api/v1/hooks/{name}': { access: MARKETERS, summary: 'Show the address and the secret of a hook' },

  // Lists at advertising platforms
  'GET /api/v1/audiences': { access: EVERYONE, summary: 'List the lists at advertising platforms' },
  'POST /api/v1/audiences': { access: ADMINISTRATORS, summary: 'Set up a list at an advertising platform' },
  'GET /api/v1/audiences/{id}': { access: EVERYONE, summary: 'Show a list at an advertising platform' },
  'PATCH /api/v1/audiences/{id}': { access: ADMINISTRATORS, summary: 'Change the settings of such a list' },
  'DELETE /api/v1/audiences/{id}': { access: ADMINISTRATORS, summary: 'Keep such a list no longer' },

  // Messages
  'GET /api/v1/messages': { access: EVERYONE, summary: 'List messages' },
  'POST /api/v1/messages': { access: MARKETERS, summary: 'Send a transactional mail' },
  'GET /api/v1/messages/{id}': { access: EVERYONE, summary: 'Show a message' },
  'GET /api/v1/messages/{id}/copy': { access: EVERYONE, summary: 'Show the copy of a mail as it left' },
  'GET /api/v1/messages/{id}/copy/raw': { access: EVERYONE, summary: 'Show the copy of a mail byte for byte' },
  'GET /api/v1/messages/{id}/view': { access: EVERYONE, summary: 'Lead to a mail as its reader sees it' },

  // Returned mail
  'GET /api/v1/tracking/rejudgement': {
    access: MARKETERS,
    summary: 'Say how far opens and clicks have been judged again',
  },
  'POST /api/v1/tracking/rejudgement': {
    access: ADMINISTRATORS,
    summary: 'Tell people’s opens and clicks from programs’ again, by the rules of this version',
  },
  'GET /api/v1/returned-mail': { access: MARKETERS, summary: 'List what came back' },
  'GET /api/v1/returned-mail/{id}': { access: MARKETERS, summary: 'Show something that came back' },
  'GET /api/v1/returned-mail/{id}/raw': { access: MARKETERS, summary: 'Show it as it came' },
  'GET /api/v1/returned-mail/sources': { access: MARKETERS, summary: 'List where returned mail comes from' },
  'POST /api/v1/returned-mail/sources': { access: ADMINISTRATORS, summary: 'Add a source of returned mail' },
  'PATCH /api/v1/returned-mail/sources/{id}': { access: ADMINISTRATORS, summary: 'Change a source of returned mail' },
  'DELETE /api/v1/returned-mail/sources/{id}': { access: ADMINISTRATORS, summary: 'Remove a source of returned mail' },

  // Mailbox
  'GET /api/v1/mailbox': { access: MARKETERS, summary: 'List the mails of the built-in mailbox' },
  'GET /api/v1/mailbox/{id}': { access: MARKETERS, summary: 'Show a mail with its parts and headers' },
  'GET /api/v1/mailbox/{id}/raw': { access: MARKETERS, summary: 'Show a mail as it came' },

  // Sales
  'GET /api/v1/sales/alerts': { access: EVERYONE, summary: 'List sales alerts' },
  'GET /api/v1/sales/alerts/{id}': { access: EVERYONE, summary: 'Show an alert' },
  'POST /api/v1/sales/alerts/{id}/claim': { access: SALESPEOPLE, summary: 'Take an alert over' },
  'POST /api/v1/sales/alerts/{id}/complete': { access: SALESPEOPLE, summary: 'Mark an alert as done' },
  'POST /api/v1/sales/alerts/{id}/snooze': { access: SALESPEOPLE, summary: 'Let an alert rest' },
  'POST /api/v1/sales/alerts/{id}/assign': { access: SALESPEOPLE, summary: 'Hand an alert to somebody' },
  'GET /api/v1/sales/tasks': { access: EVERYONE, summary: 'List sales tasks' },
  'GET /api/v1/sales/tasks/{id}': { access: EVERYONE, summary: 'Show a task' },
  'POST /api/v1/sales/tasks/{id}/claim': { access: SALESPEOPLE, summary: 'Take a task over' },
  'POST /api/v1/sales/tasks/{id}/complete': { access: SALESPEOPLE, summary: 'Mark a task as done' },
  'POST /api/v1/sales/tasks/{id}/snooze': { access: SALESPEOPLE, summary: 'Let a task rest' },
  'POST /api/v1/sales/tasks/{id}/assign': { access: SALESPEOPLE, summary: 'Hand a task to somebody' },

  // Public pages
  'POST /hooks/in/{token}': { access: 'public', summary: 'Start automations from another program' },
  'POST /hooks/{provider}': { access: 'public', summary: 'Take the report of a provider' },
  'GET /t/o/{token}': { access: 'public', summary: 'Record an open, answer with a pixel' },
  'GET /t/c/{token}': { access: 'public', summary: 'Record a click, lead to its target' },
  'GET /t/proof/{nonce}': { access: 'public', summary: 'Prove that a tracking domain leads here' },
  'GET /u/{token}': { access: 'public', summary: 'Ask whether to unsubscribe' },
  'POST /u/{token}': { access: 'public', summary: 'Unsubscribe (RFC 8058)' },
  'GET /p/{token}': { access: 'public', summary: 'Show preferences' },
  'POST /p/{token}': { access: 'public', summary: 'Save preferences' },
  'GET /v/{token}': { access: 'public', summary: 'Show a mail in the browser' },
};
