with customers as (

    select * from {{ ref('onefold', 'customer') }}

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
    where customer_id is not null
    group by customer_id

),

orders as (

    select
        customer_id,
        count(*) as order_count,
        sum(amount_base) as order_amount_base,
        min(ordered_on) as first_ordered_on,
        max(ordered_on) as last_ordered_on
    from {{ ref('onefold', 'order') }}
    where customer_id is not null
    group by customer_id

),

payments as (

    select
        customer_id,
        count(*) as payment_count,
        sum(amount_base) as payment_amount_base,
        max(paid_on) as last_paid_on
    from {{ ref('onefold', 'payment') }}
    where customer_id is not null
    group by customer_id

),

activities as (

    select
        customer_id,
        count(*) as activity_count,
        max("at") as last_activity_at
    from {{ ref('onefold', 'activity') }}
    where customer_id is not null
    group by customer_id

),

leads as (

    select
        customer_id,
        count(*) as lead_count
    from {{ ref('onefold', 'lead') }}
    where customer_id is not null
    group by customer_id

),

submissions as (

    select
        customer_id,
        count(*) as form_submission_count
    from {{ ref('onefold', 'form_submission') }}
    where customer_id is not null
    group by customer_id

),

-- Over purposes, too, the most restrictive state is the one to show.
consents as (

    select
        customer_id,
        max(case when channel in ('email', 'all') then restriction end) as email_restriction,
        max(case when channel in ('phone', 'all') then restriction end) as phone_restriction
    from (
        select
            customer_id,
            channel,
            case state when 'withdrawn' then 3 when 'pending' then 2 when 'granted' then 1 else 0 end as restriction
        from {{ ref('onefold', 'consent') }}
    ) as restrictions
    group by customer_id

)

select
    ---------- ids
    customers.customer_id,
    customers.owner,

    ---------- text
    customers.kind,
    customers.display_name,
    customers.display_name_latin,
    customers.email,
    customers.phone,
    customers.city,
    customers.country,
    customers.language,
    customers.lifecycle,
    customers.lead_source,
    case consents.email_restriction
        when 3 then 'withdrawn' when 2 then 'pending' when 1 then 'granted' else 'unknown'
    end as email_consent,
    case consents.phone_restriction
        when 3 then 'withdrawn' when 2 then 'pending' when 1 then 'granted' else 'unknown'
    end as phone_consent,

    ---------- numerics
    customers.record_count,
    customers.source_count,
    coalesce(leads.lead_count, 0) as lead_count,
    coalesce(submissions.form_submission_count, 0) as form_submission_count,
    coalesce(deals.deal_count, 0) as deal_count,
    coalesce(deals.open_deal_count, 0) as open_deal_count,
    coalesce(deals.won_deal_count, 0) as won_deal_count,
    coalesce(deals.lost_deal_count, 0) as lost_deal_count,
    cast(deals.open_deal_amount_base as decimal(18, 2)) as open_deal_amount_base,
    cast(deals.won_deal_amount_base as decimal(18, 2)) as won_deal_amount_base,
    coalesce(orders.order_count, 0) as order_count,
    cast(orders.order_amount_base as decimal(18, 2)) as order_amount_base,
    coalesce(payments.payment_count, 0) as payment_count,
    cast(payments.payment_amount_base as decimal(18, 2)) as payment_amount_base,
    coalesce(activities.activity_count, 0) as activity_count,

    ---------- dates and timestamps
    orders.first_ordered_on,
    orders.last_ordered_on,
    payments.last_paid_on,
    activities.last_activity_at,
    customers.first_seen_at,
    customers.last_seen_at
from customers
left join deals on customers.customer_id = deals.customer_id
left join orders on customers.customer_id = orders.customer_id
left join payments on customers.customer_id = payments.customer_id
left join activities on customers.customer_id = activities.customer_id
left join leads on customers.customer_id = leads.customer_id
left join submissions on customers.customer_id = submissions.customer_id
left join consents on customers.customer_id = consents.customer_id
