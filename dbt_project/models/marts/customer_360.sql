{#
    One row a customer: who it is, who looks after it, where it came from and stands, what it bought, what is open, how it
    may be reached, and how good its data are. `reach_…` hold a contact only with consent: granted for the channel, and
    neither withdrawn nor pending for any purpose of it. `quality` is the share of eight plain checks that hold;
    `quality_gaps` names the others.
#}
{{ config(meta={'touched_by': ['buyer']}) }}
{%- set checks = [
    ('name', "(customers.kind = 'organization' and customers.organization_name is not null)"
        ~ " or (customers.given_name is not null and customers.family_name is not null)"),
    ('email', 'contacts.email is not null'),
    ('phone', 'contacts.phone is not null'),
    ('address', 'customers.city is not null and customers.country is not null'),
    ('identity', "customers.tax_id is not null or (customers.kind <> 'organization' and customers.birth_date is not null)"),
    ('owner', 'customers.owner is not null'),
    ('source', 'customers.lead_source is not null or first_campaigns.campaign_key is not null'),
    ('consent', 'consents.customer_id is not null')
] -%}
with customers as (

    select * from {{ ref('onefold', 'customer') }} where {{ touched('buyer') }}

),

deals as (

    select
        customer_id,
        count(*) as deal_count,
        count(case when outcome = 'open' then 1 end) as open_deal_count,
        count(case when outcome = 'won' then 1 end) as won_deal_count,
        count(case when outcome = 'lost' then 1 end) as lost_deal_count,
        sum(case when outcome = 'open' then amount_base end) as open_deal_amount_base,
        sum(case when outcome = 'won' then amount_base end) as won_deal_amount_base
    from {{ ref('onefold', 'deal') }}
    where customer_id is not null and {{ touched('buyer') }}
    group by customer_id

),

journeys as (

    select * from ({{ customer_journeys() }}) as all_journeys where {{ touched('buyer') }}

),

sales as (

    select
        customer_id,
        count(*) as order_count,
        sum(amount_base) as lifetime_value_base,
        sum(margin_base) as margin_base,
        min(sold_on) as first_ordered_on,
        max(sold_on) as last_ordered_on
    from {{ ref('onefold', 'sale') }}
    where customer_id is not null and {{ touched('buyer') }}
    group by customer_id

),

payments as (

    select
        customer_id,
        count(*) as payment_count,
        sum(amount_base) as payment_amount_base,
        max(paid_on) as last_paid_on
    from {{ ref('onefold', 'payment') }}
    where customer_id is not null and {{ touched('buyer') }}
    group by customer_id

),

activities as (

    select
        customer_id,
        count(*) as activity_count
    from {{ ref('onefold', 'activity') }}
    where customer_id is not null and {{ touched('buyer') }}
    group by customer_id

),

tickets as (

    select
        customer_id,
        count(*) as ticket_count,
        count(
            case when resolved_at is null and coalesce(state, 'open') not in ('resolved', 'closed') then 1 end
        ) as open_ticket_count
    from {{ ref('onefold', 'ticket') }}
    where customer_id is not null and {{ touched('buyer') }}
    group by customer_id

),

answers as (

    select
        customer_id,
        count(*) as answer_count,
        sum(score_share) as score_shares
    from {{ ref('onefold', 'survey_response') }}
    where customer_id is not null and score_share between 0 and 1 and {{ touched('buyer') }}
    group by customer_id

),

first_touches as (

    select
        customer_id,
        campaign_key,
        row_number() over (partition by customer_id order by touched_at, campaign_key) as place
    from {{ ref('onefold', 'campaign_touch') }}
    where {{ touched('buyer') }}

),

first_campaigns as (

    select
        customer_id,
        campaign_key
    from first_touches
    where place = 1

),

-- What is planned has not happened.
moments as (

    {% for kind, table, at in moments() -%}
    select
        customer_id,
        '{{ kind }}' as kind,
        max({{ at }}) as "at"
    from {{ ref('onefold', table) }}
    where customer_id is not null and {{ at }} < {{ tomorrow() }} and {{ touched('buyer') }}
    group by customer_id
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

latest_moments as (

    select
        *,
        row_number() over (partition by customer_id order by "at" desc, kind) as place
    from moments

),

usable_contacts as (

    select
        customer_id,
        channel,
        value,
        row_number() over (partition by customer_id, channel order by is_primary desc, value) as place
    from {{ ref('onefold', 'contact_point') }}
    where channel in ('email', 'phone') and coalesce(validity, 'valid') <> 'invalid' and {{ touched('buyer') }}

),

contacts as (

    select
        customer_id,
        max(case when channel = 'email' then value end) as email,
        max(case when channel = 'phone' then value end) as phone
    from usable_contacts
    where place = 1
    group by customer_id

),

leads as (

    select
        customer_id,
        count(*) as lead_count
    from {{ ref('onefold', 'lead') }}
    where customer_id is not null and {{ touched('buyer') }}
    group by customer_id

),

submissions as (

    select
        customer_id,
        count(*) as form_submission_count
    from {{ ref('onefold', 'form_submission') }}
    where customer_id is not null and {{ touched('buyer') }}
    group by customer_id

),

-- Over purposes, too, the most restrictive state is the one to show.
restrictions as (

    select
        customer_id,
        channel,
        case state when 'withdrawn' then 3 when 'pending' then 2 when 'granted' then 1 else 0 end as restriction
    from {{ ref('onefold', 'consent') }}
    where {{ touched('buyer') }}

),

consents as (

    select
        customer_id,
        max(case when channel in ('email', 'all') then restriction end) as email,
        max(case when channel in ('phone', 'all') then restriction end) as phone,
        max(case when channel in ('sms', 'all') then restriction end) as sms,
        max(case when channel in ('post', 'all') then restriction end) as post
    from restrictions
    group by customer_id

),

joined as (

    select
        customers.*,
        case when consents.email = 1 then contacts.email end as reach_email,
        case when consents.phone = 1 then contacts.phone end as reach_phone,
        case when consents.sms = 1 then contacts.phone end as reach_sms,
        case when consents.post = 1 and customers.city is not null then customers.address end as reach_post,
        {%- for channel in ['email', 'phone', 'sms', 'post'] %}
        case consents.{{ channel }}
            when 3 then 'withdrawn' when 2 then 'pending' when 1 then 'granted' else 'unknown'
        end as {{ channel }}_consent,
        {%- endfor %}
        case
            when journeys.open_place is not null
                then case journeys.open_place
                    when 1 then 'lead' when 2 then 'mql' when 3 then 'sql' when 4 then 'first_contact'
                    when 5 then 'proposal' else 'negotiation'
                end
            when journeys.won > 0 or sales.order_count > 0 then 'won'
            when journeys.lost > 0 then 'lost'
        end as stage,
        first_campaigns.campaign_key as first_campaign_key,
        {%- for name, holds in checks %}
        case when {{ holds }} then 1 else 0 end as has_{{ name }},
        {%- endfor %}
        leads.lead_count,
        submissions.form_submission_count,
        deals.deal_count,
        deals.open_deal_count,
        deals.won_deal_count,
        deals.lost_deal_count,
        deals.open_deal_amount_base,
        deals.won_deal_amount_base,
        sales.order_count,
        sales.lifetime_value_base,
        sales.margin_base,
        sales.first_ordered_on,
        sales.last_ordered_on,
        payments.payment_count,
        payments.payment_amount_base,
        payments.last_paid_on,
        activities.activity_count,
        tickets.ticket_count,
        tickets.open_ticket_count,
        answers.answer_count,
        answers.score_shares,
        latest_moments.kind as last_activity_kind,
        latest_moments."at" as last_activity_at
    from customers
    left join deals on customers.customer_id = deals.customer_id
    left join journeys on customers.customer_id = journeys.customer_id
    left join sales on customers.customer_id = sales.customer_id
    left join payments on customers.customer_id = payments.customer_id
    left join activities on customers.customer_id = activities.customer_id
    left join tickets on customers.customer_id = tickets.customer_id
    left join answers on customers.customer_id = answers.customer_id
    left join first_campaigns on customers.customer_id = first_campaigns.customer_id
    left join latest_moments on customers.customer_id = latest_moments.customer_id and latest_moments.place = 1
    left join contacts on customers.customer_id = contacts.customer_id
    left join leads on customers.customer_id = leads.customer_id
    left join submissions on customers.customer_id = submissions.customer_id
    left join consents on customers.customer_id = consents.customer_id

)

select
    ---------- ids
    customer_id,
    owner,

    ---------- text
    kind,
    display_name,
    display_name_latin,
    email,
    phone,
    city,
    country,
    language,
    lifecycle,
    lead_source,
    first_campaign_key,
    stage,
    email_consent,
    phone_consent,
    sms_consent,
    post_consent,
    reach_email,
    reach_phone,
    nullif(concat_ws(
        ', ',
        case when reach_email is not null then 'email' end,
        case when reach_phone is not null then 'phone' end,
        case when reach_sms is not null then 'sms' end,
        case when reach_post is not null then 'post' end
    ), '') as reachable_by,
    last_activity_kind,
    nullif(concat_ws(
        ', '
        {%- for name, holds in checks %},
        case when has_{{ name }} = 0 then '{{ name }}' end
        {%- endfor %}
    ), '') as quality_gaps,

    ---------- numerics
    record_count,
    source_count,
    coalesce(lead_count, 0) as lead_count,
    coalesce(form_submission_count, 0) as form_submission_count,
    coalesce(deal_count, 0) as deal_count,
    coalesce(open_deal_count, 0) as open_deal_count,
    coalesce(won_deal_count, 0) as won_deal_count,
    coalesce(lost_deal_count, 0) as lost_deal_count,
    cast(open_deal_amount_base as decimal(18, 2)) as open_deal_amount_base,
    cast(won_deal_amount_base as decimal(18, 2)) as won_deal_amount_base,
    coalesce(order_count, 0) as order_count,
    cast(lifetime_value_base as decimal(18, 2)) as lifetime_value_base,
    cast(margin_base as decimal(18, 2)) as margin_base,
    coalesce(payment_count, 0) as payment_count,
    cast(payment_amount_base as decimal(18, 2)) as payment_amount_base,
    coalesce(activity_count, 0) as activity_count,
    coalesce(ticket_count, 0) as ticket_count,
    coalesce(open_ticket_count, 0) as open_ticket_count,
    coalesce(answer_count, 0) as answer_count,
    cast({{ ratio('score_shares', 'nullif(answer_count, 0)', 4) }} as decimal(9, 4)) as satisfaction,
    cast(
        {{ ratio('has_' ~ checks | map(attribute=0) | join(' + has_'), checks | length, 4) }} as decimal(9, 4)
    ) as quality,

    ---------- dates and timestamps
    first_ordered_on,
    last_ordered_on,
    last_paid_on,
    last_activity_at,
    first_seen_at,
    last_seen_at
from joined
