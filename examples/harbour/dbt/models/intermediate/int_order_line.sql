-- written by `onefold source build` from sources/*.yml; edit that file
-- content 5a3556ce16cc350c
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
    cast(null as varchar) as "order",
    cast(null as varchar) as product,
    cast(null as varchar) as name,
    cast(null as bigint) as line,
    cast(null as decimal(18, 4)) as quantity,
    cast(null as decimal(18, 4)) as unit_price,
    cast(null as decimal(18, 4)) as discount,
    cast(null as decimal(18, 4)) as amount,
    cast(null as decimal(18, 4)) as cost,
    cast(null as varchar) as currency
where false
