{{ config(enabled=(project_name == 'onefold')) }}

select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as party,
    cast(null as varchar) as number,
    cast(null as date) as invoiced_on,
    cast(null as decimal(18, 4)) as amount,
    cast(null as varchar) as currency,
    cast(null as varchar) as status,
    cast(null as varchar) as "order",
    cast(null as varchar) as deal,
    cast(null as date) as due_on
where false
